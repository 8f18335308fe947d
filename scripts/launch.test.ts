import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let root: string

const LOCK = {
  packages: {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/other-platform': { version: '1.0.0', optional: true },
  },
}

function write(path: string, content: unknown) {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content))
}

/** Launches a command; npm is a script that notes how it was called and "installs". */
function launch(args: string[], env: Record<string, string> = {}) {
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = spawn(process.execPath, [join(root, 'scripts/launch.mjs'), ...args], {
      env: { ...process.env, npm_execpath: join(root, 'npm.js'), ...env },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString()
      })
    }
    child.on('close', (code) => resolve({ code, output }))
  })
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rhw-launch-'))
  mkdirSync(join(root, 'scripts'))
  cpSync(join(import.meta.dirname, 'launch.mjs'), join(root, 'scripts/launch.mjs'))
  write('package-lock.json', LOCK)
  write('node_modules/.package-lock.json', {
    packages: { 'node_modules/a': LOCK.packages['node_modules/a'] },
  })
  write(
    'npm.js',
    `require('node:fs').writeFileSync(${JSON.stringify(join(root, 'npm-called'))}, process.argv.slice(2).join(' '))`,
  )
  write(
    'scripts/hello.ts',
    'const name: string = process.argv[2] ?? ""; console.log("hello", name, process.env.FROM_FILE); process.exit(Number(process.argv[3] ?? 0))',
  )
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const npmCall = () => {
  try {
    return readFileSync(join(root, 'npm-called'), 'utf8')
  } catch {
    return undefined
  }
}

describe('launching a command', () => {
  it('runs its script with the arguments and gives back its exit code', async () => {
    expect(await launch(['hello', 'you', '7'])).toMatchObject({ code: 7 })
    expect((await launch(['hello', 'you'])).output).toContain('hello you')
  })

  it('installs nothing when everything the lock names is there', async () => {
    await launch(['hello'])
    expect(npmCall()).toBeUndefined()
  })

  it.each([
    ['nothing was installed', () => rmSync(join(root, 'node_modules'), { recursive: true })],
    ['an install was interrupted', () => rmSync(join(root, 'node_modules/.package-lock.json'))],
    [
      'the lock names another version',
      () =>
        write('package-lock.json', {
          packages: { 'node_modules/a': { version: '2.0.0', integrity: 'sha512-b' } },
        }),
    ],
    [
      'the lock names a new package',
      () =>
        write('package-lock.json', {
          packages: { ...LOCK.packages, 'node_modules/b': { version: '1.0.0' } },
        }),
    ],
  ])('installs first when %s', async (_what, change) => {
    change()
    expect((await launch(['hello', 'you'])).output).toContain('hello you')
    expect(npmCall()).toMatch(/^ci /)
  })

  it('reads .env, below the environment', async () => {
    write('.env', 'FROM_FILE=file')
    expect((await launch(['hello'])).output).toContain('file')
    expect((await launch(['hello'], { FROM_FILE: 'shell' })).output).toContain('shell')
  })

  it.each([['nothing'], ['../x'], [''], ['launch.mjs']])(
    'names the cure for the unknown command %j',
    async (command) => {
      const { code, output } = await launch([command])
      expect(code).toBe(1)
      expect(output).toContain('npm run')
    },
  )

  it('says what to do when npm is not there', async () => {
    rmSync(join(root, 'node_modules'), { recursive: true })
    const { code, output } = await launch(['hello'], { npm_execpath: '', PATH: '' })
    expect(code).toBe(1)
    expect(output).toContain('npm was not found')
  })
})

describe('npm with our .npmrc', () => {
  it('adds nothing to what a command prints', async () => {
    cpSync(join(import.meta.dirname, '../.npmrc'), join(root, '.npmrc'))
    write('package.json', { name: 'x', version: '1.0.0', scripts: { hello: 'echo hello' } })
    // As from a terminal: an npm around this test would hand down its own settings.
    const env = { ...process.env }
    for (const name of Object.keys(env)) if (/^npm_/i.test(name)) delete env[name]
    const { stdout } = spawnSync('npm', ['run', 'hello', '--', 'you'], {
      cwd: root,
      encoding: 'utf8',
      shell: process.platform === 'win32',
      env,
    })
    expect(stdout).toBe('hello you\n')
  })
})
