'use client'
/**
 * The course of a tip through the form: asking, checking, sending, received. Whatever fails on the
 * way, the answers and files stay as they are.
 */
import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { type FieldErrors, type UseFormReturn, useForm } from 'react-hook-form'
import type { ShownError } from '#components/ui/error-summary'
import type { Receipt } from '#lib/protocol/shapes'
import type { SendFailure, SendProgress, WayBack } from '#lib/sending/worker-messages'
import type { Answers } from '#lib/tip/schema'
import { type ChosenFile, type FileErrors, fileErrors } from './chosen-files.ts'
import { chosenInbox, offeredPartners } from './chosen-inbox.ts'
import { leaveForNeutralPage } from './exit-bar.tsx'
import { filesToSend, renumbered, starting, withNotes, withoutRemoved } from './files-on-the-way.ts'
import {
  answersResolver,
  EMPTY_FORM,
  type FormValues,
  restoredValues,
  tidied,
} from './form-values.ts'
import { placeOf, shownErrors } from './shown-errors.ts'
import { type Draft, useDraft } from './use-draft.ts'
import { useExaminations } from './use-examinations.ts'
import { type SealerState, useSealer } from './use-sealer.ts'
import { asksDemand } from './what-happened.tsx'
import type { FormPage } from './words.tsx'

/** What was sent. It stays until the page is left, for the sender's own copy and the text of `WriteOnce`. */
export type SentTip = {
  answers: Answers
  files: readonly ChosenFile[]
  /** The readable report as it was sealed. */
  report: string | undefined
}

export type Step =
  | { at: 'asking' }
  | { at: 'checking'; answers: Answers }
  | { at: 'sending'; answers: Answers; progress: SendProgress }
  | { at: 'received'; receipt: Receipt; sent: SentTip | undefined; wayBack: WayBack | undefined }

export type TipCourse = {
  form: UseFormReturn<FormValues, unknown, Answers>
  step: Step
  /** What the summary lists; a new list each time the answers were judged. */
  errors: readonly ShownError[]
  /** Why the last attempt to send failed. */
  failure: SendFailure | undefined
  files: { list: ChosenFile[]; errors: FileErrors; change: (list: ChosenFile[]) => void }
  sealer: { state: SealerState; restart: () => void }
  draft: Draft
  /** The code to come back with: whether it is wanted, and whether it may still be lost by leaving. */
  comeBack: {
    wanted: boolean
    change: (wanted: boolean) => void
    atRisk: boolean
    /** The sender has it, or does without. */
    settle: () => void
  }
  /** True while there is something to lose. */
  unsent: boolean
  review: () => Promise<void>
  backToForm: () => void
  send: (answers: Answers) => Promise<void>
  cancel: () => void
  /** While it is being sent: sends one file once more, or takes it out of the tip. */
  retryFile: (id: string) => void
  removeFile: (id: string) => void
  /** Clears everything and leaves for a neutral page, without a question. */
  exit: () => void
}

const ROW_FIELDS = ['pasted', 'identifiers', 'delivery', 'money', 'reported'] as const
const NO_ERRORS: readonly ShownError[] = []

/** Holds one tip from the first key to the receipt. */
export function useTip(page: FormPage): TipCourse {
  const { words, signs, questions } = page
  const form = useForm<FormValues, unknown, Answers>({
    defaultValues: EMPTY_FORM,
    resolver: answersResolver(
      asksDemand,
      (values) => offeredPartners(page, values),
      (path) => placeOf(words, path),
    ),
    // Errors stay until the next check: they would otherwise move while somebody reads them.
    reValidateMode: 'onSubmit',
    shouldFocusError: false,
  })
  const [step, setStep] = useState<Step>({ at: 'asking' })
  const [errors, setErrors] = useState(NO_ERRORS)
  const [failure, setFailure] = useState<SendFailure>()
  const [files, setFiles] = useState<ChosenFile[]>([])
  const [wanted, setWanted] = useState(true)
  const [settled, setSettled] = useState(false)
  const { state, sealer, restart } = useSealer()
  const leaving = useRef(false)
  const draft = useDraft(
    () => ({ values: form.getValues(), files: files.map(({ name, note }) => ({ name, note })) }),
    ({ values }) => {
      const known = { signs: signs.map(({ id }) => id), kept: Object.keys(questions.options.kept) }
      // The defaults stay those of an empty form, so that the page knows that there is something to lose.
      form.reset(restoredValues(values, known), { keepDefaultValues: true })
      setErrors(NO_ERRORS)
    },
  )
  const filesNow = useRef(files)
  filesNow.current = files
  const examined = useExaminations(files, setFiles, sealer)
  const filesJudged = () =>
    fileErrors(filesNow.current, words.files, chosenInbox(page, form.getValues()).fileLimits)
  const wrongFiles = filesJudged()
  const failedFile = failure?.file === undefined ? undefined : files[failure.file]

  // A browser may keep the page as it was left and show it to whoever goes back.
  const received = step.at === 'received'
  useEffect(() => {
    if (!received) return
    const forget = () =>
      flushSync(() =>
        setStep((now) =>
          now.at === 'received' ? { ...now, sent: undefined, wayBack: undefined } : now,
        ),
      )
    addEventListener('pagehide', forget)
    return () => removeEventListener('pagehide', forget)
  }, [received])

  async function review() {
    await examined()
    const tidy = tidied(form.getValues())
    for (const name of ROW_FIELDS) form.setValue(name, tidy[name], { shouldDirty: true })
    const judge = (answers: Answers | undefined, wrong: FieldErrors<FormValues>) => {
      const shown = shownErrors(wrong, filesJudged())
      setErrors(shown)
      setFailure(undefined)
      if (answers && shown.length === 0) setStep({ at: 'checking', answers })
    }
    await form.handleSubmit(
      (answers) => judge(answers, {}),
      (wrong) => judge(undefined, wrong),
    )()
  }

  async function send(answers: Answers) {
    const current = sealer.current
    if (!current) return
    const { id, certificates, fileLimits } = chosenInbox(page, answers)
    setFailure(undefined)
    let last = starting(files)
    setStep({ at: 'sending', answers, progress: last })
    const result = await current.send(
      {
        answers,
        files: filesToSend(files),
        inbox: { id, certificates, ...(fileLimits && { limits: fileLimits }) },
        signTitles: Object.fromEntries(signs.map((sign) => [sign.id, sign.title])),
        origin: location.origin,
        ...(wanted && page.followUp !== null && { followUp: { pattern: page.followUp } }),
      },
      (progress) => {
        last = progress
        setStep((now) => (now.at === 'sending' ? { ...now, progress } : now))
      },
    )
    if (leaving.current) return
    // What was taken out on the way stays out, whatever became of the rest.
    const left = withoutRemoved(files, last)
    if (result.ok) {
      form.reset(EMPTY_FORM)
      setFiles([])
      const { receipt, report, code, returnNumber } = result
      const wayBack = code && returnNumber ? { code, returnNumber } : undefined
      setStep({ at: 'received', receipt, sent: { answers, files: left, report }, wayBack })
    } else {
      setFiles(left)
      setFailure(renumbered(result.failure, files, left))
      setStep({ at: 'checking', answers })
      // A worker that failed inside may be gone; a new one makes the next attempt possible.
      if (result.failure.code === 'internal') restart()
    }
  }

  return {
    form,
    step,
    errors,
    failure,
    files: {
      list: files,
      errors:
        failure && failedFile
          ? { ...wrongFiles, byId: new Map([...wrongFiles.byId, [failedFile.id, failure.message]]) }
          : wrongFiles,
      change: (list) => {
        setFiles(withNotes(list, files, draft.opened?.files ?? []))
        // It named a file by its place, which may have changed.
        if (failedFile && !list.some(({ id }) => id === failedFile.id)) setFailure(undefined)
      },
    },
    sealer: { state, restart },
    draft,
    comeBack: {
      wanted,
      change: setWanted,
      atRisk: step.at === 'received' && step.wayBack !== undefined && !settled,
      settle: () => setSettled(true),
    },
    unsent: step.at !== 'received' && (form.formState.isDirty || files.length > 0),
    review,
    backToForm: () => setStep({ at: 'asking' }),
    send,
    cancel: () => sealer.current?.cancel(),
    retryFile: (id) => sealer.current?.retryFile(id),
    removeFile: (id) => sealer.current?.removeFile(id),
    exit: () => {
      leaving.current = true
      sealer.current?.cancel()
      form.reset(EMPTY_FORM)
      setFiles([])
      setStep({ at: 'asking' })
      leaveForNeutralPage()
    },
  }
}
