// How much memory a tab takes, as the system counts it.
import { readFile } from 'node:fs/promises'
import type { Browser } from '@playwright/test'

const MEGABYTE = 1_000_000

/**
 * The resident memory of the largest renderer process of a browser that shows one page, in MB; null
 * where the system does not tell.
 */
export async function tabMemory(browser: Browser): Promise<number | null> {
  const session = await browser.newBrowserCDPSession()
  try {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    const sizes = await Promise.all(
      processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentBytes(id)),
    )
    const largest = Math.max(...sizes.map((size) => size ?? 0))
    return largest > 0 ? largest / MEGABYTE : null
  } finally {
    await session.detach()
  }
}

/** Of a Linux process. */
async function residentBytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  return kilobytes === undefined ? null : Number(kilobytes) * 1024
}
