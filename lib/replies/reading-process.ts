/**
 * Reads one mail in a process of its own: the mail comes on standard input, what was read goes to standard
 * output. Started by read-apart.ts, with the longest time in milliseconds as its argument.
 */
import { buffer } from 'node:stream/consumers'
import { serialize } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { readMessage } from './read-reply.ts'

// A thread of its own, since reading may leave no turn to a timer; here, since the server may die meanwhile.
new Worker(`setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${Number(process.argv[2])})`, {
  eval: true,
}).unref()

process.stdout.write(serialize(await readMessage(await buffer(process.stdin))))
