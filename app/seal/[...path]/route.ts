/**
 * Serves the bundled sealing worker during `npm run dev`. Production builds do not know this file:
 * there the worker is part of the published folder.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export async function GET(
  _request: Request,
  { params }: { params: Promise<{ path: string[] }> },
): Promise<Response> {
  const { path } = await params
  const known = path.every((part) => /^[\w-]+(\.[\w-]+)*$/.test(part))
  const body = known
    ? await readFile(join(process.cwd(), '.build', 'seal', ...path)).catch(() => undefined)
    : undefined
  if (!body) return new Response('There is no such part of the sealing worker.', { status: 404 })
  return new Response(new Uint8Array(body), {
    headers: { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}
