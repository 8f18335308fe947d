/**
 * One tip, or one further message, on its way from a form into the intake: opened when the first file
 * comes or at the end, each file sealed while it streams, the message sealed last.
 */
import { createHash } from 'node:crypto'
import { cleanFileName, reportNames } from '#lib/evidence/file-names'
import { fill } from '#lib/i18n/fill'
import type { Language } from '#lib/i18n/languages'
import { plainWords } from '#lib/i18n/plain-words'
import type { LocalIntake } from '#lib/intake/contract'
import type { Receipt } from '#lib/protocol/shapes'
import type { Recipient } from '#lib/sealing/recipients'
import type { AttachedFile } from '#lib/tip/schema'
import { type Failure, failure, failureOf } from './failures.ts'
import { fileRow, filesField, noteField, textOf } from './fields.ts'
import type { Beginning, Judged } from './judged.ts'
import { megabytes } from './limits.ts'
import { type ShownOnce, showOnce } from './shown-once.ts'
import { storePart } from './store-part.ts'
import type { PlainValues, WayBack } from './view.ts'

export type UploadSurroundings = {
  intake: LocalIntake
  /** Seals bytes of unknown number while they come. */
  seal(
    recipients: readonly Recipient[],
    content: AsyncIterable<Uint8Array>,
  ): AsyncIterable<Uint8Array>
  language: Language
  clock: () => Date
  randomBytes: (count: number) => Uint8Array
}

/** `wayBack` is null for a sender who asked for none. */
export type Completed =
  | { ok: true; receipt: Receipt; wayBack: ShownOnce<WayBack> | null }
  | ({ ok: false } & Failure)

export type Upload = {
  /**
   * Seals a file into a part of its own. An unnamed empty one, as browsers send for a field in which
   * nothing was chosen, is none. Reads as much as it needs.
   * @returns its SHA-256 (hex), null for none, or why not
   * @throws what `content` throws
   */
  addFile(file: {
    name: string
    fileName: string
    type: string
    content: AsyncIterable<Uint8Array>
  }): Promise<{ ok: true; sha256: string | null } | ({ ok: false } & Failure)>
  /** Seals the message and has the tip received. @param values for the notes on files */
  complete(values: PlainValues): Promise<Completed>
  /** Forgets what was stored; does nothing after `complete` has succeeded. */
  abandon(): Promise<void>
}

/** The files have more bytes than the inbox takes by this page. */
class TooLarge extends Error {}

/** @param judged what was found of the form's text @param source address for limits only */
export function createUpload(
  judged: Extract<Judged, { ok: true }>,
  source: string | null,
  surroundings: UploadSurroundings,
): Upload {
  const { intake, seal, language, clock, randomBytes } = surroundings
  const { inbox, recipients, limits, urgent } = judged
  const words = plainWords(language).errors
  const files: { row: number; file: AttachedFile }[] = []
  const hashes: string[] = []
  let begun: { tip: string; beginning: Beginning } | null = null
  let bytesLeft = limits.bytes

  async function open(): Promise<
    { ok: true; tip: string; beginning: Beginning } | ({ ok: false } & Failure)
  > {
    if (begun !== null) return { ok: true, ...begun }
    const beginning = await judged.begin()
    const { thread } = beginning
    const opened = await intake.open({ inbox: inbox.id, urgent, source, thread })
    if (!opened.ok) return { ok: false, ...failureOf(opened, language) }
    begun = { tip: opened.tip, beginning }
    return { ok: true, ...begun }
  }

  return {
    async addFile({ name, fileName, type, content }) {
      const iterator = content[Symbol.asyncIterator]()
      const first = await iterator.next()
      if (fileName === '' && first.done) return { ok: true, sha256: null }
      const row = fileRow(name)
      if (row === null) {
        const message = fill(words.unknownField, { name: name.slice(0, 60) })
        return { ok: false, ...failure(422, message) }
      }
      const field = filesField(row)
      if (files.length >= limits.files) {
        const message = fill(words.tooManyFiles, { count: limits.files })
        return { ok: false, ...failure(413, message, field) }
      }
      const opened = await open()
      if (!opened.ok) return opened

      const hash = createHash('sha256')
      let bytes = 0
      async function* counted(): AsyncGenerator<Uint8Array> {
        for (let next = first; !next.done; next = await iterator.next()) {
          bytesLeft -= next.value.byteLength
          if (bytesLeft < 0) throw new TooLarge()
          bytes += next.value.byteLength
          hash.update(next.value)
          yield next.value
        }
      }
      const part = files.length + 1
      try {
        const added = await intake.addPart(opened.tip, part)
        if (!added.ok) return { ok: false, ...failureOf(added, language) }
        const sealed = seal(recipients, counted())
        const stored = await storePart({ intake, tip: opened.tip, part, sealed })
        if (!stored.ok) return { ok: false, ...failureOf(stored, language) }
        hashes.push(stored.sha256)
      } catch (error) {
        if (!(error instanceof TooLarge)) throw error
        const message = fill(words.filesTooLarge, { size: megabytes(limits.bytes) })
        return { ok: false, ...failure(413, message, field) }
      }
      const sha256 = hash.digest('hex')
      const cleaned = cleanFileName(fileName)
      files.push({ row, file: { name: cleaned, type: type.slice(0, 255), bytes, sha256, part } })
      return { ok: true, sha256 }
    },

    async complete(values) {
      const opened = await open()
      if (!opened.ok) return opened
      const names = reportNames(files.map(({ file }) => file))
      const listed = files.map(({ row, file }, index) => {
        const note = textOf(values, noteField(row)).trim()
        const named = { ...file, name: names[index] ?? file.name }
        return note === '' ? named : { ...named, note }
      })
      const { tip, beginning } = opened
      const message = beginning.message(listed, clock(), randomBytes(16))
      const stored = await storePart({
        intake,
        tip,
        part: 0,
        sealed: seal(recipients, once(message)),
      })
      if (!stored.ok) return { ok: false, ...failureOf(stored, language) }
      const received = await intake.complete(tip, [stored.sha256, ...hashes])
      if (!received.ok) return { ok: false, ...failureOf(received, language) }
      begun = null
      const { wayBack } = beginning
      return { ...received, wayBack: wayBack && showOnce(wayBack) }
    },

    async abandon() {
      if (begun !== null) await intake.abandon(begun.tip)
      begun = null
    },
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
