/**
 * The server without pages, which kills itself with SIGKILL at the step in the store that `KILL_AT` names,
 * like `receive before`. Prints what `api-only.ts` does.
 */
import type { Store } from '#lib/store/store'
import { runServer } from './run.ts'
import { readSetup } from './setup.ts'
import { closeOnSignals } from './until-stopped.ts'

type Call = (...args: never[]) => Promise<unknown>

/** Makes a call die before or after its work, when its step is named. */
function deadly(name: string, call: Call): Call {
  const dieAt = (step: string) => {
    if (process.env.KILL_AT === step) process.kill(process.pid, 'SIGKILL')
  }
  return async (...args) => {
    dieAt(`${name} before`)
    const result = await call(...args)
    dieAt(`${name} after`)
    return result
  }
}

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
