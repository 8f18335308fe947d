// Starts `scripts/<command>.ts` from a clean clone under any Node 20 or newer: installs what the
// lock file names when it is not there yet, finds Node 24 and hands over to it. Plain JavaScript,
// because nothing is installed when it starts.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const OLDEST_NODE = 20
const WANTED_NODE = 24
const root = fileURLToPath(new URL('..', import.meta.url))
const windows = process.platform === 'win32'

/** Ends the run with what is wrong and what to do about it. */
function fail(problem, cure) {
  console.error(`\n${problem}\n${cure}\n`)
  process.exit(1)
}

const majorOf = (version) => Number(/^v?(\d+)\./.exec(version)?.[1] ?? 0)

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * Whether node_modules holds what package-lock.json names. npm writes what it installed into
 * node_modules/.package-lock.json as its last step, so an interrupted install does not pass.
 * Packages for other platforms are optional and may be absent.
 */
function isInstalled() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages
  const present = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages
  if (!wanted)
    fail('package-lock.json is missing or cannot be read.', 'Restore it from the repository.')
  if (!present) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const found = present[path]
    if (!found) return entry.optional === true || entry.devOptional === true || entry.peer === true
    return found.version === entry.version && found.integrity === entry.integrity
  })
}

function install() {
  console.log('Installing the packages that package-lock.json names…')
  // The build's tools are among the packages, whatever NODE_ENV says.
  const args = ['ci', '--no-fund', '--no-audit', '--include=dev', '--include=optional']
  // .npmrc silences npm, so that commands print nothing but their own lines; here it must speak.
  args.push('--loglevel=notice')
  const npmScript = process.env.npm_execpath
  const fromNpm = npmScript?.endsWith('.js') && existsSync(npmScript)
  const done = fromNpm
    ? spawnSync(process.execPath, [npmScript, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: windows })
  if (done.error?.code === 'ENOENT') {
    fail('npm was not found.', 'Install Node.js with npm (https://nodejs.org) and try again.')
  }
  if (done.status !== 0) {
    fail(
      'Installing the packages failed; npm says why above.',
      'Check the connection to the package registry and the free disk space, then try again.',
    )
  }
}

/** The path of a Node that is new enough: this one, else the one installed with the packages. */
function findNode() {
  if (majorOf(process.version) >= WANTED_NODE) return process.execPath
  const installed = join(root, 'node_modules', '.bin', windows ? 'node.cmd' : 'node')
  if (existsSync(installed)) {
    const asked = spawnSync(installed, ['--version'], { encoding: 'utf8', shell: windows })
    if (asked.status === 0 && majorOf(asked.stdout.trim()) >= WANTED_NODE) return installed
  }
  return fail(
    `Node.js ${WANTED_NODE} is needed; this is ${process.version}, and the packages bring no newer one for ${process.platform} ${process.arch}.`,
    `Install Node.js ${WANTED_NODE} or newer (https://nodejs.org, or \`nvm install ${WANTED_NODE}\`) and try again.`,
  )
}

/** The tests choose their own settings; every other command also reads `.env`. */
function nodeOptions(command) {
  const settings = join(root, '.env')
  const reads = command !== 'test' && existsSync(settings)
  return ['--disable-warning=ExperimentalWarning', ...(reads ? [`--env-file=${settings}`] : [])]
}

function run(node, command, args) {
  const script = join(root, 'scripts', `${command}.ts`)
  const child = spawn(node, [...nodeOptions(command), script, ...args], {
    stdio: 'inherit',
    shell: windows && node.endsWith('.cmd'),
    env: {
      ...process.env,
      // What the scripts start must find the same Node, and the installed tools.
      PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
    },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal))
  }
  child.on('error', (error) =>
    fail(`Could not start ${node}: ${error.message}`, 'Delete node_modules and try again.'),
  )
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    } else process.exit(code ?? 1)
  })
}

const [command, ...args] = process.argv.slice(2)
if (majorOf(process.version) < OLDEST_NODE) {
  fail(
    `Node.js ${OLDEST_NODE} or newer is needed to start; this is ${process.version}.`,
    `Install Node.js ${WANTED_NODE} (https://nodejs.org) and try again.`,
  )
}
if (!command || !/^[a-z]+$/.test(command) || !existsSync(join(root, 'scripts', `${command}.ts`))) {
  fail(
    `There is no command "${command ?? ''}".`,
    'See the list of commands in README.md, or run `npm run` for their names.',
  )
}
if (!isInstalled()) install()
run(findNode(), command, args)
