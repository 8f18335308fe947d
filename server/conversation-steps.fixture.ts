/**
 * The server without pages, which kills itself with SIGKILL at the step in the store that `KILL_AT` names,
 * like `receive before`. Prints what `api-only.ts` does.
 */
import type { Store } from '#lib/store/store'
import { deadly } from './deadly.fixture.ts'
import { runServer } from './run.ts'
import { readSetup } from './setup.ts'
import { closeOnSignals } from './until-stopped.ts'

function watchStore({ tips, conversations }: Store): void {
  const { open, putChunk, receive } = tips
  Object.assign(tips, {
    open: deadly('open', open),
    putChunk: deadly('putChunk', putChunk),
    receive: deadly('receive', receive),
  })
  const { markRead, end } = conversations
  Object.assign(conversations, {
    markRead: deadly('markRead', markRead),
    end: deadly('end', end),
  })
}

const setup = await readSetup(process.env)
if (!setup.ok) throw new Error(setup.errors.join('\n'))
const server = await runServer(setup, ({ store }, api) => {
  watchStore(store)
  return api
})
closeOnSignals(server)
console.log(`listening ${server.port}`)
