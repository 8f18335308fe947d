'use client'
/**
 * The draft that a sender keeps in this browser: found, opened, saved and forgotten. Its key stays in
 * this page's memory once it was opened or saved, so that saving again asks for no passphrase.
 */
import { useEffect, useRef, useState } from 'react'
import { type DraftFile, draftText, type LeftOver, readDraft } from '#lib/draft/draft'
import {
  type DraftKey,
  type DraftProblem,
  makeDraftKey,
  openDraft,
  sealDraft,
} from '#lib/draft/envelope'
import { DRAFT_ENTRY, keptDraft } from '#lib/draft/kept-draft'
import { FORM_SHAPE, type FormValues } from './form-values.ts'

/** What a draft is made of, and what comes out of one. */
export type DraftContent = { values: FormValues; files: readonly DraftFile[] }

export type Draft = {
  /** One lies in this browser. */
  exists: boolean
  /** This page has its key: it was opened or saved here. */
  open: boolean
  /** What an opened draft needs from its writer; undefined while none was opened. */
  opened: { files: readonly DraftFile[]; leftOver: readonly LeftOver[] } | undefined
  /** Saves what is typed, the first time under a passphrase. False when the browser refused. */
  save: (passphrase: string) => Promise<boolean>
  /** Opens the saved draft into the form; gives what went wrong. */
  restore: (passphrase: string) => Promise<DraftProblem | undefined>
  /** Removes it. False when the browser refused. */
  forget: () => boolean
}

const kept = keptDraft(() => localStorage)

/**
 * @param content what the form holds now
 * @param onOpened takes the values of a draft that was opened
 */
export function useDraft(
  content: () => DraftContent,
  onOpened: (content: DraftContent) => void,
): Draft {
  const [exists, setExists] = useState(false)
  const [open, setOpen] = useState(false)
  const [opened, setOpened] = useState<Draft['opened']>()
  const key = useRef<DraftKey>(undefined)

  useEffect(() => {
    const look = () => setExists(kept.read() !== null)
    const changed = (event: StorageEvent) => {
      // Another tab saved or forgot it; `null` means that all of the site's storage was cleared.
      if (event.key === DRAFT_ENTRY || event.key === null) look()
    }
    look()
    addEventListener('storage', changed)
    return () => removeEventListener('storage', changed)
  }, [])

  return {
    exists,
    open,
    opened,
    async save(passphrase) {
      key.current ??= await makeDraftKey(passphrase)
      const { values, files } = content()
      const saved = kept.write(await sealDraft(key.current, draftText(values, files)))
      setExists(kept.read() !== null)
      // Until something is saved, another passphrase can be chosen.
      if (saved) setOpen(true)
      else if (!open) key.current = undefined
      return saved
    },
    async restore(passphrase) {
      const envelope = kept.read()
      if (envelope === null) return 'damaged'
      const result = await openDraft(envelope, passphrase)
      if (!result.ok) return result.problem
      const draft = readDraft(result.text, FORM_SHAPE)
      if (!draft) return 'damaged'
      key.current = result.key
      setOpen(true)
      setOpened({ files: draft.files, leftOver: draft.leftOver })
      onOpened(draft)
      return undefined
    },
    forget() {
      const removed = kept.remove()
      if (removed) {
        key.current = undefined
        setOpen(false)
        setExists(false)
      }
      return removed
    },
  }
}
