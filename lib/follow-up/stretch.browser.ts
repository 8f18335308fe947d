/** Argon2id in the browser, where WebCrypto has none. It yields now and then; run it in a worker. */
import { argon2idAsync } from '@noble/hashes/argon2.js'
import { STRETCHING, type Stretch } from './derive.ts'

export const stretch: Stretch = (password, salt) =>
  argon2idAsync(password, salt, {
    m: STRETCHING.memory,
    t: STRETCHING.passes,
    p: STRETCHING.parallelism,
    dkLen: STRETCHING.bytes,
  })
