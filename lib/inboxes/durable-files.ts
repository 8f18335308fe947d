/** Files that must be there after a power cut: written whole, flushed, and their folder flushed too. */
import { open } from 'node:fs/promises'

/**
 * Writes a new file (mode 0600) and flushes it to disk.
 * @throws EEXIST when it is there already.
 */
export async function writeDurably(path: string, content: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Flushes the entries of a folder; Windows cannot open folders and needs it not. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dir, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
