/**
 * SHA-1 (FIPS 180-4) piece by piece, for one purpose: the modification detection code that OpenPGP's
 * SEIPD v1 prescribes (RFC 9580, section 5.13.1), where its weakness to collisions does not matter.
 * WebCrypto hashes only what lies in memory at once, and libraries take four times as long,
 * which is most of what sealing a large file costs; tests hold it to published vectors.
 */
import { sha1Rounds } from './sha1-rounds.ts'

export type Sha1 = {
  /** Takes the next bytes; they are not kept. */
  update(bytes: Uint8Array): void
  /** The 20 bytes of the hash; nothing may follow. */
  digest(): Uint8Array
}

const BLOCK = 64
/** FIPS 180-4, section 5.3.1. */
const INITIAL = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]

/** A hash of nothing yet. */
export function createSha1(): Sha1 {
  const state = new DataView(new ArrayBuffer(20))
  INITIAL.forEach((word, index) => {
    state.setUint32(index * 4, word)
  })
  const pending = new Uint8Array(BLOCK)
  const view = new DataView(pending.buffer)
  let pendingBytes = 0
  let total = 0

  /** Takes bytes into the block that is not full, and gives how many. */
  function fill(bytes: Uint8Array): number {
    const taken = Math.min(BLOCK - pendingBytes, bytes.length)
    pending.set(bytes.subarray(0, taken), pendingBytes)
    pendingBytes += taken
    if (pendingBytes === BLOCK) {
      sha1Rounds(state, view, 1)
      pendingBytes = 0
    }
    return taken
  }

  return {
    update(bytes) {
      total += bytes.length
      let at = pendingBytes > 0 ? fill(bytes) : 0
      const blocks = Math.floor((bytes.length - at) / BLOCK)
      if (blocks > 0) {
        const whole = new DataView(bytes.buffer, bytes.byteOffset + at, blocks * BLOCK)
        sha1Rounds(state, whole, blocks)
        at += blocks * BLOCK
      }
      if (at < bytes.length) fill(bytes.subarray(at))
    },
    digest() {
      const bits = total * 8
      fill(new Uint8Array([0x80]))
      if (pendingBytes > BLOCK - 8) fill(new Uint8Array(BLOCK - pendingBytes))
      pending.fill(0, pendingBytes)
      view.setUint32(BLOCK - 8, Math.floor(bits / 2 ** 32))
      view.setUint32(BLOCK - 4, bits % 2 ** 32)
      sha1Rounds(state, view, 1)
      return new Uint8Array(state.buffer)
    },
  }
}
