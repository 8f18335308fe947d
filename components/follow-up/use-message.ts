'use client'
/**
 * A further message, from the first letter to its receipt. Whatever fails on the way, text and files stay
 * as they are; they also outlive a conversation that was closed, hidden, until it is opened again.
 */
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { FormInbox } from '#components/tip-form/words'
import type { ShownError } from '#components/ui/error-summary'
import { fill } from '#lib/i18n/fill'
import type { Receipt } from '#lib/protocol/shapes'
import type { Sealer } from '#lib/sending/sealer'
import type { SendFailure, SendProgress } from '#lib/sending/worker-messages'
import { STORY_MAX } from '#lib/tip/questions'
import { type ChosenFile, type FileErrors, fileErrors } from '../tip-form/chosen-files.ts'
import { filesToSend, renumbered, starting, withoutRemoved } from '../tip-form/files-on-the-way.ts'
import { useExaminations } from '../tip-form/use-examinations.ts'
import { jumpTo } from '../tip-form/use-page-behaviour.ts'
import type { FollowUpPage } from './follow-up-page.tsx'

/** Ids of the controls. */
export const TEXT_ID = 'message-text'
export const FILES_ID = 'message-files'

export type MessageStep =
  | { at: 'writing' }
  | { at: 'sending'; progress: SendProgress }
  | { at: 'stored'; receipt: Receipt }

export type Message = {
  step: MessageStep
  text: string
  write: (text: string) => void
  files: { list: ChosenFile[]; errors: FileErrors; change: (list: ChosenFile[]) => void }
  textError: string | undefined
  /** What the summary lists; a new list each time the message was judged. */
  errors: readonly ShownError[]
  /** Whether somebody has tried to send it. */
  judged: boolean
  failure: SendFailure | undefined
  /** True while there is something to lose. */
  unsent: boolean
  send: (inbox: FormInbox) => Promise<void>
  cancel: () => void
  retryFile: (id: string) => void
  removeFile: (id: string) => void
  /** After one was stored: an empty one. */
  another: () => void
  discard: () => void
}

const NO_ERRORS: readonly ShownError[] = []

/** `onStored` gets the receipt of each message that the server has. */
export function useMessage(
  page: FollowUpPage,
  sealer: { readonly current: Sealer | undefined },
  onStored: (receipt: Receipt) => void,
): Message {
  const [step, setStep] = useState<MessageStep>({ at: 'writing' })
  const [text, setText] = useState('')
  const [textError, setTextError] = useState<string>()
  const [errors, setErrors] = useState(NO_ERRORS)
  const [judged, setJudged] = useState(false)
  const [failure, setFailure] = useState<SendFailure>()
  const [files, setFiles] = useState<ChosenFile[]>([])
  const now = useRef({ text, files })
  now.current = { text, files }
  // Counts what was discarded, so that a send of before changes nothing any more.
  const turn = useRef(0)
  const inHand = useRef(false)
  const examined = useExaminations(files, setFiles, sealer)
  const wrongFiles = fileErrors(files, page.words.files)
  const failedFile = failure?.file === undefined ? undefined : files[failure.file]

  function discard() {
    turn.current += 1
    sealer.current?.cancel()
    setStep({ at: 'writing' })
    setText('')
    setTextError(undefined)
    setErrors(NO_ERRORS)
    setJudged(false)
    setFailure(undefined)
    setFiles([])
  }

  function judge(inbox: FormInbox): boolean {
    const { empty, long } = page.own.write
    const length = now.current.text.trim().length
    const wrong =
      length === 0
        ? empty
        : length > STORY_MAX
          ? fill(long, { max: STORY_MAX.toLocaleString(page.language) })
          : undefined
    const { list, byId } = fileErrors(now.current.files, page.words.files, inbox.fileLimits)
    const shown = [
      ...(wrong ? [{ target: TEXT_ID, message: wrong }] : []),
      ...(list ? [{ target: FILES_ID, message: list }] : []),
      ...[...byId].map(([target, message]) => ({ target, message })),
    ]
    setJudged(true)
    setTextError(wrong)
    setErrors(shown)
    setFailure(undefined)
    return shown.length === 0
  }

  async function send(inbox: FormInbox) {
    if (inHand.current) return
    inHand.current = true
    const own = turn.current
    // Meanwhile somebody may write on, or leave it all.
    await examined()
    if (own === turn.current && judge(inbox)) await sendNow(inbox, own)
    inHand.current = false
  }

  async function sendNow(inbox: FormInbox, own: number) {
    const current = sealer.current
    if (!current) return
    const { text, files: list } = now.current
    let last = starting(list)
    setStep({ at: 'sending', progress: last })
    const { id, certificates, fileLimits } = inbox
    const result = await current.send(
      {
        answers: { story: text.trim() },
        message: true,
        files: filesToSend(list),
        inbox: { id, certificates, ...(fileLimits && { limits: fileLimits }) },
        origin: location.origin,
      },
      (progress) => {
        last = progress
        if (own === turn.current)
          setStep((before) => (before.at === 'sending' ? { at: 'sending', progress } : before))
      },
    )
    if (own !== turn.current) return
    // What was taken out on the way stays out, whatever became of the rest.
    const left = withoutRemoved(list, last)
    if (result.ok) {
      discard()
      setStep({ at: 'stored', receipt: result.receipt })
      onStored(result.receipt)
    } else {
      setFiles(left)
      const failure = renumbered(result.failure, list, left)
      // The words and the keys went with the worker: only opening it anew makes another attempt possible.
      setFailure(
        failure.code === 'internal' ? { ...failure, message: page.own.open.internal } : failure,
      )
      setStep({ at: 'writing' })
    }
  }

  return {
    step,
    text,
    write: setText,
    files: {
      list: files,
      errors:
        failure && failedFile
          ? { ...wrongFiles, byId: new Map([...wrongFiles.byId, [failedFile.id, failure.message]]) }
          : wrongFiles,
      change: (list) => {
        setFiles(list)
        // It named a file by its place, which may have changed.
        if (failedFile && !list.some(({ id }) => id === failedFile.id)) setFailure(undefined)
      },
    },
    textError,
    errors,
    judged,
    failure,
    unsent: step.at === 'sending' || text.trim() !== '' || files.length > 0,
    send,
    cancel: () => sealer.current?.cancel(),
    retryFile: (id) => sealer.current?.retryFile(id),
    removeFile: (id) => sealer.current?.removeFile(id),
    another: () => {
      // The button goes away, and the focus with it.
      flushSync(discard)
      jumpTo(TEXT_ID)
    },
    discard,
  }
}
