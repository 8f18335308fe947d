/**
 * Gives a run of tests its Postgres: the server that TEST_DATABASE_URL names, else one of its own
 * (`postgres-keeper.fixture.ts`). Called by Vitest once, before the first test that needs it.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestProject } from 'vitest/node'
import { z } from 'zod'
import { addressOf, runAt, type TestPostgres } from './postgres.fixture.ts'
import { openPostgresStore } from './postgres.ts'

const KEEPER = join(import.meta.dirname, 'postgres-keeper.fixture.ts')
const line = z.union([z.object({ url: z.string() }), z.object({ missing: z.string() })])

declare module 'vitest' {
  interface ProvidedContext {
    /** Where databases of tests are made, or why there is none. */
    postgres: TestPostgres | { missing: string }
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await findServer()
  if ('missing' in server) {
    console.log(`There is no Postgres to test with, so those tests are skipped: ${server.missing}.`)
    project.provide('postgres', { missing: server.missing })
    return server.end
  }
  // Every test begins with a copy of it.
  const template = `rhw_test_${randomBytes(6).toString('hex')}`
  const postgres = { url: server.url, template }
  await runAt(server.url, `create database ${template}`)
  const store = await openPostgresStore(addressOf(server.url, template))
  await store.close()
  project.provide('postgres', postgres)
  return async () => {
    await runAt(server.url, `drop database ${template} with (force)`)
    await server.end()
  }
}

type Server = ({ url: string } | { missing: string }) & { end(): Promise<void> }

async function findServer(): Promise<Server> {
  const given = process.env.TEST_DATABASE_URL
  if (given !== undefined && given !== '') return { url: given, end: async () => undefined }
  const keeper = spawn(process.execPath, [KEEPER], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(keeper, 'close')
  const lines = createInterface({ input: keeper.stdout })
  const first = await Promise.race([once(lines, 'line'), ended])
  const told = line.safeParse(typeof first[0] === 'string' ? JSON.parse(first[0]) : null)
  const end = async () => {
    keeper.stdin.end()
    await ended
  }
  return told.success ? { ...told.data, end } : { missing: 'it could not be started', end }
}
