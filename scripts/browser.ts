// Finds the browser for the browser tests, and gets one when there is none: a named one, then
// Playwright's own, the system's, Playwright's download, the package manager.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'
import { installPackage } from './system-packages.ts'

const SYSTEM_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'

/** A browser to start: its path, or Playwright's own when `path` is undefined. */
export type FoundBrowser = { ok: true; path: string | undefined; from: string } | { ok: false }

function onPath(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path))
}

/** Looks for a Chromium that is already here: `BROWSER_PATH`, Playwright's own, the system's. */
export function findBrowser(): FoundBrowser {
  const named = process.env.BROWSER_PATH
  if (named) return { ok: true, path: named, from: 'BROWSER_PATH' }
  if (existsSync(chromium.executablePath())) {
    return { ok: true, path: undefined, from: 'Playwright' }
  }
  const system = SYSTEM_NAMES.map(onPath).find((path) => path !== undefined)
  if (system) return { ok: true, path: system, from: 'the system' }
  if (existsSync(MAC_CHROME)) return { ok: true, path: MAC_CHROME, from: 'the system' }
  return { ok: false }
}

/**
 * Finds a browser or gets one: by `playwright install`, then by the package manager when this is
 * root. The error names the cure when neither works.
 */
export function getBrowser(): Exclude<FoundBrowser, { ok: false }> | { ok: false; reason: string } {
  const found = findBrowser()
  if (found.ok) return found
  console.log('No Chromium is here: trying Playwright’s download…')
  const playwright = join(import.meta.dirname, '../node_modules/@playwright/test/cli.js')
  spawnSync(process.execPath, [playwright, 'install', '--with-deps', 'chromium'], {
    stdio: 'inherit',
    timeout: 180_000,
  })
  const downloaded = findBrowser()
  if (downloaded.ok) return downloaded
  installPackage('chromium')
  const installed = findBrowser()
  if (installed.ok) return installed
  return {
    ok: false,
    reason:
      'No Chromium for the browser tests. Install one (Debian: `apt-get install chromium`) or name one in BROWSER_PATH, then run `npm test` again.',
  }
}
