'use client'
/** Has every chosen file looked at for hidden data by the sealing worker, one after another. */
import { type Dispatch, type SetStateAction, useEffect, useRef } from 'react'
import { flushSync } from 'react-dom'
import type { Examination } from '#lib/evidence/examination'
import type { ChosenFile } from './chosen-files.ts'

/** Longer nobody waits for one file; it is then sent as one that could not be looked at. */
const PATIENCE_MS = 30_000
const UNKNOWN: Examination = { format: 'other', findings: [], removable: false }

/** What is used of the sealer. */
type Examiner = { examine(file: File): Promise<Examination> }

/** Looks at one file. Never rejects, and never waits forever. */
function examineSoon(examiner: Examiner | undefined, file: File): Promise<Examination> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(UNKNOWN), PATIENCE_MS)
    const done = (examination: Examination) => {
      clearTimeout(timer)
      resolve(examination)
    }
    if (examiner) examiner.examine(file).then(done, () => done(UNKNOWN))
    else done(UNKNOWN)
  })
}

/**
 * Puts an examination to every file of the list that has none.
 * @returns waits until all that are in the list now have been looked at; the list is changed by then
 */
export function useExaminations(
  files: readonly ChosenFile[],
  change: Dispatch<SetStateAction<ChosenFile[]>>,
  sealer: { readonly current: Examiner | undefined },
): () => Promise<void> {
  const started = useRef(new Map<string, Promise<void>>())
  const last = useRef(Promise.resolve())
  useEffect(() => {
    for (const { id, file, examination } of files) {
      if (examination || started.current.has(id)) continue
      last.current = last.current
        .then(() => examineSoon(sealer.current, file))
        .then((found) => {
          // At once, so that whoever waits sees the list as it is now.
          flushSync(() =>
            change((list) =>
              list.map((one) => (one.id === id ? { ...one, examination: found } : one)),
            ),
          )
        })
      started.current.set(id, last.current)
    }
  }, [files, change, sealer])
  return async () => {
    await Promise.all(started.current.values())
  }
}
