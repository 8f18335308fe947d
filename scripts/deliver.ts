/**
 * `npm run deliver`: the delivery loop alone, beside a server or without one. With `--once` it
 * delivers what is due, and ends with 1 when something did not go. As long as no server runs, it is
 * the one that tells the operator what is wrong with the mail.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { DeliveryEvent } from '#lib/delivery/log'
import { createOperator } from '#lib/delivery/operator'
import { acquireLock } from '#lib/store/lock'
import { openStore } from '#lib/store/open-store'
import { createDeliveryLoop } from '#server/delivery-loop'
import { lineOf } from '#server/log-events'
import { readSetup } from '#server/setup'
import { createTransports } from '#server/transports'

const TELL_MS = 60_000
const USAGE =
  'Usage: npm run deliver [-- --once]\nEnvironment: as for the server, see .env.example.'

function readArguments(): { once: boolean } {
  try {
    const { values } = parseArgs({ options: { once: { type: 'boolean' } } })
    return { once: values.once === true }
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`)
    process.exit(2)
  }
}

const { once } = readArguments()
const setup = await readSetup(process.env)
if (!setup.ok) {
  console.error(setup.errors.join('\n'))
  process.exit(1)
}
const { config } = setup
const store = await openStore(config)
const log = (event: DeliveryEvent) => console.error(JSON.stringify(lineOf(event).fields))
const delivery = createDeliveryLoop(setup, store, log)
const operator = createOperator({
  notices: store.notices,
  transports: createTransports(config),
  from: config.mailFrom,
  to: config.operatorEmail,
  siteUrl: config.siteUrl,
  clock: () => new Date(),
  randomBytes,
  log,
  // Disk and certificates are the server's to watch, and to end.
  covers: (key) => key.startsWith('mail-'),
})

/** Tells the operator unless a server runs, which does so itself: else both would mail the same. */
async function tell(): Promise<void> {
  const lock = acquireLock(join(config.dataDir, 'server.lock'), 0)
  if (lock === null) return
  lock.release()
  await operator.tell(await delivery.alarms())
}

if (once) {
  const { delivered, failed } = await delivery.runOnce()
  await delivery.purge()
  await tell()
  await store.close()
  console.log(`${delivered} delivered, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
} else {
  delivery.start()
  const tellOrLog = () =>
    tell().catch((error) => log({ event: 'operator-not-told', reason: String(error) }))
  let telling = tellOrLog()
  const timer = setInterval(() => {
    telling = telling.then(tellOrLog)
  }, TELL_MS)
  console.log('Delivering. Ctrl-C ends after the mail in hand, or within ten seconds.')
  const end = async () => {
    clearInterval(timer)
    await Promise.all([delivery.stop(), operator.stop()])
    await telling
    await store.close()
  }
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
}
