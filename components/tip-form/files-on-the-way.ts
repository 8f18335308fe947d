/** What becomes of the list of files: while it is sent, after it failed, and when a draft was opened. */
import type { DraftFile } from '#lib/draft/draft'
import type { JobFile, SendFailure, SendProgress } from '#lib/sending/worker-messages'
import { type ChosenFile, hiddenOf } from './chosen-files.ts'

/** The files as the sending worker takes them, with their notes and what is to become of hidden data. */
export function filesToSend(files: readonly ChosenFile[]): JobFile[] {
  return files.map((chosen) => {
    const hidden = hiddenOf(chosen)
    const note = chosen.note.trim()
    return {
      id: chosen.id,
      file: chosen.file,
      ...(note !== '' && { note }),
      ...(hidden && { hidden }),
    }
  })
}

/** What is shown until the worker says something. */
export function starting(files: readonly ChosenFile[]): SendProgress {
  return {
    phase: 'encrypting',
    doneBytes: 0,
    totalBytes: 0,
    bytesPerSecond: null,
    secondsLeft: null,
    files: files.map(({ id, file }) => ({
      id,
      state: 'waiting',
      doneBytes: 0,
      totalBytes: file.size,
    })),
  }
}

/** `list` with the notes of an opened draft for files that are new beside those in `before`. */
export function withNotes(
  list: ChosenFile[],
  before: readonly ChosenFile[],
  drafted: readonly DraftFile[],
): ChosenFile[] {
  return list.map((file) => {
    const note = drafted.find(({ name }) => name === file.name)?.note
    return note && before.every(({ id }) => id !== file.id) ? { ...file, note } : file
  })
}

/** A failure that names a file by its place in `before`, with its place in `after`. */
export function renumbered(
  { file, ...failure }: SendFailure,
  before: readonly ChosenFile[],
  after: readonly ChosenFile[],
): SendFailure {
  const at = after.findIndex(({ id }) => file !== undefined && id === before[file]?.id)
  return at === -1 ? failure : { ...failure, file: at }
}

/** `files` without those that were taken out while they were being sent. */
export function withoutRemoved(files: readonly ChosenFile[], progress: SendProgress): ChosenFile[] {
  const removed = progress.files.filter(({ state }) => state === 'removed').map(({ id }) => id)
  return files.filter(({ id }) => !removed.includes(id))
}
