/**
 * SHA-1 (FIPS 180-4) piece by piece, for one purpose: the modification detection code that OpenPGP's
 * SEIPD v1 prescribes (RFC 9580, section 5.13.1), where its weakness to collisions does not matter.
 * WebCrypto hashes only what lies in memory at once, and libraries take twice the time for this
 * loop, which is most of what sealing a large file costs; tests hold it to published vectors.
 */

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
  const schedule = new DataView(new ArrayBuffer(80 * 4))
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
      compress(state, schedule, view, 1)
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
        compress(state, schedule, whole, blocks)
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
      compress(state, schedule, view, 1)
      return new Uint8Array(state.buffer)
    },
  }
}

/**
 * Works `blocks` blocks of 64 bytes into `state` (FIPS 180-4, section 6.1.2). Five rounds stand in a
 * row, so that the five variables change their roles without being moved; DataView,
 * as fast here as an array of words, needs no alignment of the bytes.
 */
function compress(state: DataView, w: DataView, words: DataView, blocks: number): void {
  let a = state.getInt32(0)
  let b = state.getInt32(4)
  let c = state.getInt32(8)
  let d = state.getInt32(12)
  let e = state.getInt32(16)
  for (let block = 0; block < blocks; block += 1) {
    const a0 = a
    const b0 = b
    const c0 = c
    const d0 = d
    const e0 = e
    let i = 0
    for (; i < BLOCK; i += 4) w.setInt32(i, words.getInt32(block * BLOCK + i), true)
    for (; i < 320; i += 4) {
      const mixed =
        w.getInt32(i - 12, true) ^
        w.getInt32(i - 32, true) ^
        w.getInt32(i - 56, true) ^
        w.getInt32(i - 64, true)
      w.setInt32(i, (mixed << 1) | (mixed >>> 31), true)
    }
    for (i = 0; i < 80; i += 20) {
      e = (left5(a) + (d ^ (b & (c ^ d))) + e + 0x5a827999 + w.getInt32(i, true)) | 0
      b = left30(b)
      d = (left5(e) + (c ^ (a & (b ^ c))) + d + 0x5a827999 + w.getInt32(i + 4, true)) | 0
      a = left30(a)
      c = (left5(d) + (b ^ (e & (a ^ b))) + c + 0x5a827999 + w.getInt32(i + 8, true)) | 0
      e = left30(e)
      b = (left5(c) + (a ^ (d & (e ^ a))) + b + 0x5a827999 + w.getInt32(i + 12, true)) | 0
      d = left30(d)
      a = (left5(b) + (e ^ (c & (d ^ e))) + a + 0x5a827999 + w.getInt32(i + 16, true)) | 0
      c = left30(c)
    }
    for (; i < 160; i += 20) {
      e = (left5(a) + (b ^ c ^ d) + e + 0x6ed9eba1 + w.getInt32(i, true)) | 0
      b = left30(b)
      d = (left5(e) + (a ^ b ^ c) + d + 0x6ed9eba1 + w.getInt32(i + 4, true)) | 0
      a = left30(a)
      c = (left5(d) + (e ^ a ^ b) + c + 0x6ed9eba1 + w.getInt32(i + 8, true)) | 0
      e = left30(e)
      b = (left5(c) + (d ^ e ^ a) + b + 0x6ed9eba1 + w.getInt32(i + 12, true)) | 0
      d = left30(d)
      a = (left5(b) + (c ^ d ^ e) + a + 0x6ed9eba1 + w.getInt32(i + 16, true)) | 0
      c = left30(c)
    }
    for (; i < 240; i += 20) {
      e = (left5(a) + ((b & c) | (d & (b | c))) + e - 0x70e44324 + w.getInt32(i, true)) | 0
      b = left30(b)
      d = (left5(e) + ((a & b) | (c & (a | b))) + d - 0x70e44324 + w.getInt32(i + 4, true)) | 0
      a = left30(a)
      c = (left5(d) + ((e & a) | (b & (e | a))) + c - 0x70e44324 + w.getInt32(i + 8, true)) | 0
      e = left30(e)
      b = (left5(c) + ((d & e) | (a & (d | e))) + b - 0x70e44324 + w.getInt32(i + 12, true)) | 0
      d = left30(d)
      a = (left5(b) + ((c & d) | (e & (c | d))) + a - 0x70e44324 + w.getInt32(i + 16, true)) | 0
      c = left30(c)
    }
    for (; i < 320; i += 20) {
      e = (left5(a) + (b ^ c ^ d) + e - 0x359d3e2a + w.getInt32(i, true)) | 0
      b = left30(b)
      d = (left5(e) + (a ^ b ^ c) + d - 0x359d3e2a + w.getInt32(i + 4, true)) | 0
      a = left30(a)
      c = (left5(d) + (e ^ a ^ b) + c - 0x359d3e2a + w.getInt32(i + 8, true)) | 0
      e = left30(e)
      b = (left5(c) + (d ^ e ^ a) + b - 0x359d3e2a + w.getInt32(i + 12, true)) | 0
      d = left30(d)
      a = (left5(b) + (c ^ d ^ e) + a - 0x359d3e2a + w.getInt32(i + 16, true)) | 0
      c = left30(c)
    }
    a = (a0 + a) | 0
    b = (b0 + b) | 0
    c = (c0 + c) | 0
    d = (d0 + d) | 0
    e = (e0 + e) | 0
  }
  state.setInt32(0, a)
  state.setInt32(4, b)
  state.setInt32(8, c)
  state.setInt32(12, d)
  state.setInt32(16, e)
}

const left5 = (word: number): number => (word << 5) | (word >>> 27)
const left30 = (word: number): number => (word << 30) | (word >>> 2)
