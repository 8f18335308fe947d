/** A server with the pages without scripts and a folder of its own, new for each test of a file. */
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { type ApiServer, startApiServer } from './api-server.fixture.ts'
import { writePlainSite } from './plain-site.fixture.ts'

export type PlainPlace = {
  /** Everything that the server may write to lies below. */
  readonly folder: string
  readonly dataDir: string
  readonly server: ApiServer
  /** Starts a server on the same data, once the one of before was killed. */
  startAgain(): Promise<void>
  /** Every file below the folder that holds one of these, each character a byte. */
  filesWith(needles: readonly string[]): Promise<string[]>
}

/** Makes the place and registers what cleans it up; to be called once, outside of tests. */
export function makePlainPlace(): PlainPlace {
  let folder: string
  let server: ApiServer
  const dataDir = () => join(folder, 'data')
  const start = () =>
    startApiServer(
      dataDir(),
      { PLAIN_DIST: join(folder, 'dist'), TMPDIR: join(folder, 'tmp') },
      'plain-server.fixture.ts',
    )

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rhw-plain-'))
    await mkdir(join(folder, 'tmp'))
    await writePlainSite(join(folder, 'dist'))
    server = await start()
  })
  afterEach(async () => {
    await server.kill()
    await rm(folder, { recursive: true, force: true })
  })

  return {
    get folder() {
      return folder
    },
    get dataDir() {
      return dataDir()
    },
    get server() {
      return server
    },
    async startAgain() {
      server = await start()
    },
    async filesWith(needles) {
      const found: string[] = []
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue
        const path = join(entry.parentPath, entry.name)
        const content = await readFile(path)
        if (needles.some((needle) => content.includes(Buffer.from(needle, 'latin1')))) {
          found.push(path)
        }
      }
      return found
    },
  }
}
