/**
 * The server's own composition without a port, which kills itself with SIGKILL at the step of taking a
 * reply that `KILL_AT` names, like `putReply before`. Without one it ends once no reply waits.
 */
import fsPromises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { deadly } from './deadly.fixture.ts'
import { createServices } from './services.ts'
import { readSetup } from './setup.ts'

const setup = await readSetup(process.env)
if (!setup.ok) throw new Error(setup.errors.join('\n'))
const services = await createServices(setup)
const { conversations, limits } = services.store
Object.assign(conversations, { putReply: deadly('putReply', conversations.putReply) })
Object.assign(limits, { take: deadly('limit', limits.take) })
const { open, link, unlink } = fsPromises
const inReplies = (path: unknown) => String(path).includes('replies')
const inMaildir = (path: unknown) => String(path).includes('maildir')
Object.assign(fsPromises, {
  open: deadly('read', open, inReplies),
  unlink: deadly('delete', unlink, inReplies),
  link: deadly('tell', link, inMaildir),
})
// Rooms name these functions in their imports.
syncBuiltinESMExports()
services.replies?.start()
const fresh = join(setup.config.dataDir, 'replies/new')
while ((await fsPromises.readdir(fresh)).length > 0) await wait(20)
await services.close()
