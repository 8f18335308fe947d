/** Serving one reading page: our server, then Next's, then nginx, never two at once. */
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { freePort } from '#scripts/loopback.fixture'
import { type Load, loadPage } from './load.ts'
import { type Started, startProgram, startScript } from './servers.ts'

export const PAGE = '/advisories/how-the-scheme-works'
export const ENCODINGS = ['br, gzip', 'identity'] as const

export type MeasuredPage = Load & { name: string; encoding: string }
/** A row that could not be measured, and why. */
export type Skipped = { name: string; skipped: string }

/** nginx stands where a user's own PATH often does not look. */
const PATH = [process.env.PATH, '/usr/sbin', '/usr/local/sbin'].join(delimiter)

/** @param env for our server and Next's @param dist the built folder */
export async function measurePages(
  env: Record<string, string>,
  dist: string,
): Promise<{ pages: MeasuredPage[]; skipped: Skipped[] }> {
  const pages: MeasuredPage[] = []
  const own = await freePort()
  const server = await startScript('server/main.ts', [], withPort(env, own), own, '/healthz')
  pages.push(...(await measure('our server', server, PAGE)))
  const port = await freePort()
  const next = await startScript(
    'node_modules/next/dist/bin/next',
    ['start', '--hostname', '127.0.0.1'],
    withPort(env, port),
    port,
    `/en${PAGE}`,
  )
  pages.push(...(await measure('next start', next, `/en${PAGE}`)))
  if (spawnSync('nginx', ['-v'], { env: { ...process.env, PATH } }).status !== 0) {
    return { pages, skipped: [{ name: 'nginx', skipped: 'nginx is not installed' }] }
  }
  const folder = await mkdtemp(join(tmpdir(), 'rhw-nginx-'))
  try {
    pages.push(...(await measure('nginx', await startNginx(folder, dist), PAGE)))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return { pages, skipped: [] }
}

const withPort = (env: Record<string, string>, port: number) => ({ ...env, PORT: String(port) })

async function measure(name: string, server: Started, path: string): Promise<MeasuredPage[]> {
  const pages: MeasuredPage[] = []
  try {
    await loadPage(server, path, { seconds: 2 })
    for (const encoding of ENCODINGS) {
      pages.push({ name, encoding, ...(await loadPage(server, path, { encoding })) })
    }
  } finally {
    await server.stop()
  }
  return pages
}

/** One process, since that is what it is compared with; precompressed gzip, as nginx can by itself. */
async function startNginx(folder: string, dist: string): Promise<Started> {
  const port = await freePort()
  const config = join(folder, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join(' ')
  await writeFile(
    config,
    `daemon off; master_process off; pid ${join(folder, 'pid')}; error_log stderr error;
    events { worker_connections 1024; }
    http {
      ${temporary}
      types { text/html html; }
      access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
      open_file_cache max=1000 inactive=60s; gzip_static on;
      server { listen 127.0.0.1:${port}; root ${join(dist, 'site')};
        location / { try_files $uri.html $uri =404; } }
    }`,
  )
  return startProgram('nginx', ['-c', config, '-p', folder], { PATH }, port, PAGE)
}
