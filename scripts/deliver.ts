/**
 * `npm run deliver`: the delivery loop alone, beside a server or without one. With `--once` it
 * delivers what is due, and ends with 1 when something did not go.
 */
import { parseArgs } from 'node:util'
import { openSqliteStore } from '#lib/store/sqlite'
import { createDeliveryLoop } from '#server/delivery-loop'
import { readSetup } from '#server/setup'

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
const store = await openSqliteStore({ file: setup.config.databaseFile })
const delivery = createDeliveryLoop(setup, store, (event) => console.error(JSON.stringify(event)))

if (once) {
  const { delivered, failed } = await delivery.runOnce()
  await delivery.purge()
  await store.close()
  console.log(`${delivered} delivered, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
} else {
  delivery.start()
  console.log('Delivering. Ctrl-C ends after the mail in hand.')
  const end = async () => {
    await delivery.stop()
    await store.close()
  }
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
}
