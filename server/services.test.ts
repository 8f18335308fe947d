import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '#lib/config'
import { openSqliteStore } from '#lib/store/sqlite'
import { DESK } from './api.fixture.ts'
import { createServices } from './services.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rhw-services-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function setup() {
  const read = readConfig({ DATA_DIR: join(folder, 'data'), POW_COST: '0' })
  if (!read.ok) throw new Error(JSON.stringify(read.errors))
  return { config: read.config, inboxes: [DESK] }
}

const ask = (path: string) => new Request(`http://localhost${path}`)

describe('the services', () => {
  it('answer, and end so that the next server can start', async () => {
    for (let times = 0; times < 2; times += 1) {
      const services = await createServices(setup())
      services.delivery.start()
      expect((await services.intake.handle(ask('/api/inboxes'))).status).toBe(200)
      expect(await (await services.intake.handle(ask('/readyz'))).json()).toEqual({ ok: true })
      expect(await services.alarms()).toEqual([])
      await services.close()
    }
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
  })

  it('refuse a second server on the same folder, and name the cure', async () => {
    const services = await createServices(setup())
    await expect(createServices(setup())).rejects.toThrow(/Another server uses .* DATA_DIR/)
    await services.close()
  })

  it('let the delivery loop have the store open beside them', async () => {
    const services = await createServices(setup())
    const beside = await openSqliteStore({ file: services.config.databaseFile })
    expect(await beside.delivery.pendingDeliveries()).toMatchObject({ count: 0 })
    await beside.close()
    await services.close()
  })

  it('start again after a server that was killed', () => {
    const config = JSON.stringify(setup().config)
    const script = `
      const { createServices } = await import('${import.meta.dirname}/services.ts')
      await createServices({ config: ${config}, inboxes: [] })
      console.log('up')
      process.kill(process.pid, 'SIGKILL')`
    for (let times = 0; times < 2; times += 1) {
      const done = spawnSync(process.execPath, ['--input-type=module', '-e', script])
      expect(`${done.stdout}${done.stderr}`).toBe('up\n')
    }
  })

  it('are not ready when the database does not answer', async () => {
    const events: unknown[] = []
    const services = await createServices(setup(), (event) => events.push(event))
    services.store.ready = async () => false
    const answer = await services.intake.handle(ask('/readyz'))
    expect([answer.status, await answer.json()]).toEqual([503, { ok: false }])
    expect((await services.alarms()).map(({ key }) => key)).toEqual(['store-silent'])
    await services.close()
  })
})
