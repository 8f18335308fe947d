'use client'
/**
 * The answers as a text for the police or another authority, to copy, save or print. It is made while
 * it is looked at and sent nowhere.
 */
import { useEffect, useState } from 'react'
import { Disclosure } from '#components/ui/disclosure'
import { createSha256 } from '#lib/evidence/sha256'
import { AUTHORITY_KINDS, type AuthorityKind, authorityText } from '#lib/tip/authority-text'
import type { Answers } from '#lib/tip/schema'
import type { ChosenFile } from './chosen-files.ts'
import { TextToTake } from './text-to-take.tsx'
import { useFormPage } from './words.tsx'

/** How much of a file is read at once; the page answers between two reads. */
const SLICE_BYTES = 1024 * 1024

/** A closed disclosure; the text is made when it is opened. */
export function WriteOnce({ answers, files }: { answers: Answers; files: readonly ChosenFile[] }) {
  const { heading, hint } = useFormPage().words.authority
  const [open, setOpen] = useState(false)
  return (
    <div className="write-once">
      <Disclosure title={heading} hint={hint} onToggle={setOpen}>
        {open ? <AuthorityTextView answers={answers} files={files} /> : null}
      </Disclosure>
    </div>
  )
}

function AuthorityTextView({ answers, files }: { answers: Answers; files: readonly ChosenFile[] }) {
  const page = useFormPage()
  const own = page.words.authority
  const [kind, setKind] = useState<AuthorityKind>('police')
  const hashes = useHashes(files)
  const text = authorityText(
    {
      ...answers,
      files: files.map(({ id, name, file, note }) => ({
        name,
        bytes: file.size,
        sha256: hashes?.get(id),
        note: note.trim() || undefined,
      })),
    },
    kind,
    {
      text: own.text,
      options: page.questions.options,
      signTitles: Object.fromEntries(page.signs.map(({ id, title }) => [id, title])),
      language: page.language,
    },
  )

  return (
    <div className="space-y-6">
      {own.lead.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <fieldset>
        <legend className="font-semibold">{own.order}</legend>
        <div className="mt-2 space-y-2">
          {AUTHORITY_KINDS.map((one) => (
            <label key={one} className="flex items-start gap-3">
              <input
                type="radio"
                name="authority-kind"
                className="mt-1 size-5 shrink-0 accent-action"
                checked={kind === one}
                onChange={() => setKind(one)}
              />
              <span>{own.kinds[one]}</span>
            </label>
          ))}
        </div>
        <p className="mt-2 text-sm text-ink-soft">{own.ours}</p>
      </fieldset>
      <p role="status" className="empty:hidden">
        {hashes === undefined ? own.hashing : ''}
      </p>
      <TextToTake text={text} label={own.result} fileName={own.fileName} careful={own.careful} />
    </div>
  )
}

/**
 * The SHA-256 of every file by its id, undefined while they are computed. A file that cannot be read
 * any more has none, and the text goes without it.
 */
function useHashes(files: readonly ChosenFile[]): ReadonlyMap<string, string> | undefined {
  const [hashes, setHashes] = useState<ReadonlyMap<string, string> | undefined>(
    files.length === 0 ? new Map() : undefined,
  )
  useEffect(() => {
    let left = false
    const compute = async () => {
      const found = new Map<string, string>()
      for (const { id, file } of files) {
        const sha256 = await hashOf(file, () => left).catch(() => undefined)
        if (sha256) found.set(id, sha256)
      }
      if (!left) setHashes(found)
    }
    void compute()
    return () => {
      left = true
    }
  }, [files])
  return hashes
}

/** The SHA-256 of a file of any size, in constant memory; stops early when nobody waits any more. */
async function hashOf(file: File, stopped: () => boolean): Promise<string | undefined> {
  const hash = createSha256()
  for (let at = 0; at < file.size; at += SLICE_BYTES) {
    if (stopped()) return undefined
    hash.update(new Uint8Array(await file.slice(at, at + SLICE_BYTES).arrayBuffer()))
  }
  return hash.hex()
}
