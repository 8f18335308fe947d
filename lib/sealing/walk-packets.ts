/**
 * Walks the packets of a sealed part without any key (RFC 9580, section 4.2), to make sure before
 * it is accepted that it is encrypted, that it can be opened with this inbox's keys, and that
 * nothing names anybody else. Reads a stream once, in constant memory, and hashes it on the way.
 */
import { createHash, type Hash } from 'node:crypto'

const TAG_PKESK = 1
const TAG_SEIPD = 18
/** RSA-16384 needs 2 KiB; anything longer is not a session key. */
const PKESK_BYTES_MAX = 4096
/** Version, 18 bytes of random prefix, and the 22 bytes of the modification detection code. */
const SEIPD_BYTES_MIN = 1 + 18 + 22
/** RFC 9580, section 4.2.1.4: the first partial length is at least this. */
const FIRST_PARTIAL_MIN = 512

const REFUSED_TAGS: Record<number, string> = {
  2: 'it is a signature or signed in the clear. Encrypt it to the inbox’s certificate',
  3: 'it can be opened with a password. Encrypt it to the inbox’s certificate only',
  4: 'it is signed in the clear. Encrypt it to the inbox’s certificate',
  5: 'it is a private key',
  6: 'it is a public key',
  8: 'it is compressed but not encrypted. Encrypt it to the inbox’s certificate',
  9: 'it has no integrity protection (packet 9). Encrypt it with a current OpenPGP program',
  11: 'it is not encrypted. Encrypt it to the inbox’s certificate',
  20: 'it uses the AEAD packet 20 of older drafts, which most programs cannot open. Use --rfc4880',
}

export type WalkVerdict =
  | {
      ok: true
      sha256: string
      /** The keys it is sealed to, 16 lower-case hex digits each, in the order they were met. */
      keyIds: string[]
    }
  | { ok: false; reason: string }

/** What a walk gives up with; never leaves this file. */
class Refusal extends Error {}

/** Reads a stream of chunks byte-wise; every byte read is hashed and counted. */
class PartReader {
  private readonly iterator: AsyncIterator<Uint8Array> | Iterator<Uint8Array>
  private readonly hash: Hash = createHash('sha256')
  private readonly expected: number
  private chunk: Uint8Array = new Uint8Array()
  private offset = 0
  private received = 0
  private consumed = 0

  constructor(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, expected: number) {
    this.iterator =
      Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]()
    this.expected = expected
  }

  /** Bytes of the part that have not been read. */
  get left(): number {
    return this.expected - this.consumed
  }

  /** Makes sure there is at least one byte in the current chunk; false at the end. */
  private async fill(): Promise<boolean> {
    while (this.offset === this.chunk.length) {
      const next = await this.iterator.next()
      if (next.done) return false
      this.chunk = next.value
      this.offset = 0
      this.received += next.value.length
      if (this.received > this.expected) {
        throw new Refusal(`it has more than the ${this.expected} bytes that were announced`)
      }
      this.hash.update(next.value)
    }
    return true
  }

  /** The next byte. */
  async byte(): Promise<number> {
    if (!(await this.fill())) throw new Refusal('it ends in the middle of a packet')
    this.consumed += 1
    const value = this.chunk[this.offset]
    this.offset += 1
    return value ?? 0
  }

  /** The next `count` bytes; for small counts only. */
  async bytes(count: number): Promise<Uint8Array> {
    const out = new Uint8Array(count)
    for (let index = 0; index < count; index += 1) out[index] = await this.byte()
    return out
  }

  /** Passes over `count` bytes without keeping them. */
  async skip(count: number): Promise<void> {
    let rest = count
    while (rest > 0) {
      if (!(await this.fill())) throw new Refusal('it ends in the middle of a packet')
      const step = Math.min(rest, this.chunk.length - this.offset)
      this.offset += step
      this.consumed += step
      rest -= step
    }
  }

  /** Demands that nothing follows, and gives the SHA-256 of everything. */
  async end(): Promise<string> {
    if (await this.fill()) throw new Refusal('something follows the encrypted data')
    if (this.received !== this.expected) {
      throw new Refusal(`it has ${this.received} bytes, but ${this.expected} were announced`)
    }
    return this.hash.digest('hex')
  }

  /** Lets the source go when the walk stops early. */
  async close(): Promise<void> {
    await this.iterator.return?.()
  }
}

type Length = { bytes: number; partial: boolean }
type Header = Length & { tag: number }

/** A new-format body length (RFC 9580, section 4.2.1). */
async function readNewLength(reader: PartReader): Promise<Length> {
  const first = await reader.byte()
  if (first < 192) return { bytes: first, partial: false }
  if (first < 224) {
    return { bytes: ((first - 192) << 8) + (await reader.byte()) + 192, partial: false }
  }
  if (first < 255) return { bytes: 2 ** (first & 0x1f), partial: true }
  return { bytes: bigEndian(await reader.bytes(4)), partial: false }
}

/** An unsigned integer, most significant byte first. */
function bigEndian(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0)
}

/** A packet header of the new or the old format (RFC 9580, section 4.2). */
async function readHeader(reader: PartReader): Promise<Header> {
  const first = await reader.byte()
  if ((first & 0x80) === 0) {
    throw new Refusal(
      'it is not binary OpenPGP. If it begins with -----BEGIN PGP MESSAGE-----, remove the armor with gpg --dearmor',
    )
  }
  if ((first & 0x40) !== 0) return { tag: first & 0x3f, ...(await readNewLength(reader)) }
  const tag = (first >> 2) & 0x0f
  const lengthType = first & 0x03
  if (lengthType === 3) {
    throw new Refusal('a packet has no length (indeterminate). Encrypt a file instead of a pipe')
  }
  return { tag, bytes: bigEndian(await reader.bytes(2 ** lengthType)), partial: false }
}

/** The length in bytes of the MPI whose two length bytes stand at `offset` (RFC 9580, section 3.2). */
function mpiEnd(body: Uint8Array, offset: number): number {
  const bits = bigEndian(body.subarray(offset, offset + 2))
  return offset + 2 + Math.ceil(bits / 8)
}

/** Checks that the encrypted session key fills its packet exactly, so that nothing hides behind it. */
function sessionKeyFits(algorithm: number, body: Uint8Array): boolean {
  const first = mpiEnd(body, 10)
  if (algorithm === 1 || algorithm === 2) return first === body.length
  // ECDH: the ephemeral point, then one length byte and the wrapped key (RFC 9580, section 5.1.5).
  return first < body.length && first + 1 + (body[first] ?? 0) === body.length
}

/** Checks one public-key encrypted session key and gives the key id it names. */
async function readSessionKey(
  reader: PartReader,
  header: Header,
  keyIds: ReadonlySet<string>,
  seen: ReadonlySet<string>,
): Promise<string> {
  if (header.partial) throw new Refusal('a session key packet has a partial length')
  if (header.bytes > PKESK_BYTES_MAX || header.bytes < 12) {
    throw new Refusal('a session key packet has an impossible length')
  }
  const body = await reader.bytes(header.bytes)
  if (body[0] !== 3) {
    throw new Refusal(
      `it uses session key packets of version ${body[0]}; only version 3 can be opened by every program. Use --rfc4880 or an explicit SEIPDv1`,
    )
  }
  const keyId = Buffer.from(body.subarray(1, 9)).toString('hex')
  if (/^0+$/.test(keyId)) {
    throw new Refusal(
      'it hides its recipient (key id 0). Encrypt without --hidden-recipient and --throw-keyids',
    )
  }
  if (!keyIds.has(keyId)) {
    throw new Refusal(
      `it is also or only encrypted to key ${keyId}, which is not this inbox’s. Check the certificate, and use gpg --no-options --no-encrypt-to`,
    )
  }
  if (seen.has(keyId)) throw new Refusal(`it is encrypted twice to key ${keyId}`)
  const algorithm = body[9] ?? 0
  if (algorithm !== 1 && algorithm !== 2 && algorithm !== 18) {
    throw new Refusal(`a session key uses algorithm ${algorithm}; only RSA and ECDH are accepted`)
  }
  if (!sessionKeyFits(algorithm, body)) throw new Refusal('a session key packet is malformed')
  return keyId
}

/** Passes over the one integrity-protected data packet, of version 1. */
async function skipEncryptedData(reader: PartReader, header: Header): Promise<void> {
  if (header.partial && header.bytes < FIRST_PARTIAL_MIN) {
    throw new Refusal('the first partial length of the encrypted data is under 512 bytes')
  }
  if (!header.partial && header.bytes < SEIPD_BYTES_MIN) {
    throw new Refusal('the encrypted data is too short to be real')
  }
  if (!header.partial && header.bytes > reader.left) {
    throw new Refusal('it ends in the middle of a packet')
  }
  const version = await reader.byte()
  if (version !== 1) {
    throw new Refusal(
      `its encrypted data has version ${version}; only version 1 (SEIPDv1) can be opened by every program`,
    )
  }
  await reader.skip(header.bytes - 1)
  let length: Length = header
  while (length.partial) {
    length = await readNewLength(reader)
    await reader.skip(length.bytes)
  }
}

/** Walks the whole part: session keys, encrypted data, end. */
async function walk(
  reader: PartReader,
  keyIds: ReadonlySet<string>,
): Promise<{ sha256: string; keyIds: string[] }> {
  if (reader.left === 0) throw new Refusal('it is empty')
  const seen = new Set<string>()
  let header = await readHeader(reader)
  while (header.tag === TAG_PKESK) {
    seen.add(await readSessionKey(reader, header, keyIds, seen))
    header = await readHeader(reader)
  }
  if (header.tag !== TAG_SEIPD) {
    throw new Refusal(
      REFUSED_TAGS[header.tag] ??
        `it contains a packet of type ${header.tag}, which has no place here`,
    )
  }
  if (seen.size === 0) throw new Refusal('it names no key that could open it')
  await skipEncryptedData(reader, header)
  return { sha256: await reader.end(), keyIds: [...seen] }
}

/**
 * Checks that a part is sealed to this inbox and to nobody else: one or more PKESK v3, at most one
 * per encryption subkey of the inbox and none for others, no wildcard key id; then one SEIPD of
 * version 1, with definite or partial but no indeterminate lengths; then exactly the end.
 * @param chunks the part's bytes in order, in pieces of any size
 * @param sealed `bytes`: the announced size; `keyIds`: the inbox's encryption key ids, 16
 *   lower-case hex digits each
 * @returns the part's SHA-256 (hex) and the keys it names, or why it is refused, as the end of the sentence “Part 0: …”
 * @throws only what `chunks` throws
 */
export async function walkSealedPart(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { bytes, keyIds }: { bytes: number; keyIds: ReadonlySet<string> },
): Promise<WalkVerdict> {
  const reader = new PartReader(chunks, bytes)
  try {
    return { ok: true, ...(await walk(reader, keyIds)) }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.message }
    throw error
  } finally {
    await reader.close()
  }
}
