/**
 * Takes in a form from a browser without scripts: reads it while it arrives, judges its text before the
 * first file, and seals each file while it streams into the intake. Nothing is delivered unless the
 * whole form has come; nothing unsealed is ever stored.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { fill } from '#lib/i18n/fill'
import { plainWords } from '#lib/i18n/plain-words'
import type { Receipt } from '#lib/protocol/shapes'
import { type Failure, failure, failureOf } from './failures.ts'
import { fileRow, filesField } from './fields.ts'
import { createFormText } from './form-text.ts'
import { type Judged, noteErrors } from './judged.ts'
import { megabytes, PLAIN_FILES_BYTES_MAX } from './limits.ts'
import { FormBroken, readForm } from './read-form.ts'
import type { Repeats } from './repeats.ts'
import type { ShownOnce } from './shown-once.ts'
import { type Completed, createUpload, type Upload, type UploadSurroundings } from './upload.ts'
import type { PlainValues, WayBack } from './view.ts'

/**
 * What is read and thrown away at most of a form that is not taken: a browser shows the answer only
 * when it has sent everything, so that closing early would lose what was typed.
 */
const DISCARDED_MAX = 1024 ** 3
/** What a form has beside its files at most. */
const TEXT_ALLOWANCE = 2 * 1024 * 1024

/** A form as it arrives. */
export type ArrivingForm = {
  body: Readable
  headers: IncomingHttpHeaders
  /** The sender's address, for limits only. */
  source: string | null
  /** See `isFromHere`. */
  fromHere: boolean
}

/** What the form is: its fields of text, and who judges what was typed in them, asked once. */
export type FormKind = {
  fields: readonly string[]
  judge(values: PlainValues, cut: ReadonlySet<string>): Promise<Judged>
}

export type TakeSurroundings = UploadSurroundings & {
  repeats: Repeats<Completed>
  /** Told of what nobody expected; gets nothing that was sent. */
  onError: (error: unknown) => void
}

export type Taken =
  | {
      kind: 'received'
      receipt: Receipt
      values: PlainValues
      wayBack: ShownOnce<WayBack> | null
    }
  | ({
      kind: 'again'
      values: PlainValues
      /** Files had been chosen, and must be chosen again. */
      filesAgain: boolean
      /** The form was not read to its end: the line must be closed. */
      unread: boolean
    } & Failure)

/** Reads a form to its end and gives what the sender is to see. Stores nothing that stays unless it was received. */
export async function takeForm(
  form: ArrivingForm,
  kind: FormKind,
  surroundings: TakeSurroundings,
): Promise<Taken> {
  const { language, repeats } = surroundings
  const words = plainWords(language).errors
  const text = createFormText(kind.fields)
  const hash = repeats.hash()
  const announced = Number(form.headers['content-length'] ?? 0)
  let judged = null as Judged | null
  let upload = null as Upload | null
  let failed: Failure | null = form.fromHere ? null : failure(403, words.otherSite)
  let filesAgain = false
  let discarded = 0
  let unread = false

  /** Judges the text as it stands, once, and begins an upload when nothing is wrong. */
  async function begin(): Promise<Upload | null> {
    if (failed !== null) return null
    if (judged === null) {
      judged = await kind.judge(text.values, text.cut)
      if (text.overflowed()) failed = failure(413, words.textTooLarge)
      else if (!judged.ok) failed = judged
      else upload = createUpload(judged, form.source, surroundings)
    }
    return failed === null ? upload : null
  }

  async function takeFile(part: Parameters<Upload['addFile']>[0]): Promise<void> {
    text.filesBegin()
    if (part.fileName !== '') filesAgain = true
    const target = await begin()
    if (target !== null && announced > PLAIN_FILES_BYTES_MAX + TEXT_ALLOWANCE) {
      const size = megabytes(PLAIN_FILES_BYTES_MAX)
      const field = filesField(fileRow(part.name) ?? 0)
      failed = failure(413, fill(words.filesTooLarge, { size }), field)
    }
    if (target === null || failed !== null) {
      for await (const piece of part.content) {
        filesAgain = true
        discarded += piece.byteLength
        if (discarded > DISCARDED_MAX) {
          unread = true
          return
        }
      }
      return
    }
    const added = await target.addFile(part)
    if (added.ok && added.sha256 === null) return
    filesAgain = true
    if (added.ok) hash.add('file', part.name, part.fileName, added.sha256 ?? '')
    else {
      failed = added
      await target.abandon()
    }
  }

  try {
    for await (const part of readForm(form.body, form.headers)) {
      if (part.kind === 'field') {
        text.add(part)
        hash.add('field', part.name, part.value)
      } else await takeFile(part)
      if (unread) break
    }
    const target = await begin()
    failed ??= lateFailure()
    if (target !== null && failed === null && judged !== null) {
      const { outcome, repeated } = await repeats.once(hash.hex(), () =>
        target.complete(text.values),
      )
      // What was sealed a second time is not needed: the first receipt holds.
      if (repeated || !outcome.ok) await target.abandon()
      if (outcome.ok) {
        const { receipt, wayBack } = outcome
        return { kind: 'received', receipt, values: text.values, wayBack }
      }
      failed = outcome
    }
    await upload?.abandon()
  } catch (error) {
    await upload?.abandon()
    if (error instanceof FormBroken) failed ??= failure(400, words.broken)
    else {
      // What was typed is still given back.
      surroundings.onError(error)
      failed = failureOf({ ok: false, problem: 'internal-error' }, language)
      unread = true
    }
  }

  /** What can be seen only when all has come. */
  function lateFailure(): Failure | null {
    if (text.late()) return failure(422, words.lateText)
    const errors = noteErrors(text.values, language)
    return errors.length > 0 ? { status: 422, errors } : null
  }

  const reason = failed ?? failureOf({ ok: false, problem: 'internal-error' }, language)
  return { kind: 'again', values: text.values, filesAgain, unread, ...reason }
}
