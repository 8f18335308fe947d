// Installs a tool that the tests use through the system's package manager, where that is possible
// without asking anybody: as root on a Debian, Alpine or Fedora family system.
import { spawnSync } from 'node:child_process'

const MANAGERS = [
  {
    name: 'apt-get',
    prepare: ['update', '-qq'],
    install: ['install', '-y', '-qq', '--no-install-recommends'],
  },
  { name: 'apk', prepare: undefined, install: ['add', '--no-cache'] },
  { name: 'dnf', prepare: undefined, install: ['install', '-y', '-q'] },
]

/** Whether `command` starts here. */
export function hasCommand(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined
}

/** Installs `name` when this is root and a known package manager is here; gives whether it did. */
export function installPackage(name: string): boolean {
  if (process.getuid?.() !== 0) return false
  const manager = MANAGERS.find((each) => hasCommand(each.name))
  if (!manager) return false
  console.log(`Installing ${name} with ${manager.name}…`)
  const options = {
    stdio: 'inherit',
    timeout: 180_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  } as const
  if (manager.prepare) spawnSync(manager.name, manager.prepare, options)
  return spawnSync(manager.name, [...manager.install, name], options).status === 0
}
