/** Argon2id of Node, off the event loop. */
import { argon2 } from 'node:crypto'
import { promisify } from 'node:util'
import { STRETCHING, type Stretch } from './derive.ts'

const stretching = promisify(argon2)

export const stretch: Stretch = async (message, nonce) =>
  new Uint8Array(
    await stretching('argon2id', {
      message,
      nonce,
      memory: STRETCHING.memory,
      passes: STRETCHING.passes,
      parallelism: STRETCHING.parallelism,
      tagLength: STRETCHING.bytes,
    }),
  )
