'use client'
/**
 * Choosing files: by button, by keyboard or by dropping them; several at once; each with a note, and
 * with what was found hidden in it.
 */
import { type DragEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '#components/ui/button'
import { FieldNotes } from '#components/ui/field'
import { FileRow } from '#components/ui/file-row'
import { TextInput } from '#components/ui/text-input'
import type { FileLimits } from '#lib/evidence/limits'
import { fill, fillPlural } from '#lib/i18n/fill'
import {
  type ChosenFile,
  type FileErrors,
  formatBytes,
  missingChoice,
  mustChoose,
  named,
  withChosen,
} from './chosen-files.ts'
import { droppedFiles } from './dropped-files.ts'
import { HiddenData } from './hidden-data.tsx'
import { useSendPage } from './words.tsx'

/** Longest note the tip's schema takes. */
const NOTE_MAX = 500

/**
 * Shows `files` and says through `onChange` what they are to become. `id` is the control's, `judged`
 * whether somebody has tried to go on, and `more` stands with a file below what was found in it.
 */
export function FilesSection({
  id,
  files,
  errors,
  limits,
  judged,
  onChange,
  more,
}: {
  id: string
  files: ChosenFile[]
  errors: FileErrors
  limits: FileLimits
  judged: boolean
  onChange: (files: ChosenFile[]) => void
  more?: (chosen: ChosenFile) => ReactNode
}) {
  const { words, questions, language } = useSendPage()
  const input = useRef<HTMLInputElement>(null)
  const numbered = useRef(0)
  const [said, setSaid] = useState('')
  const own = words.files
  const allowed = fill(own.limits, {
    count: limits.files,
    size: formatBytes(language, limits.bytes),
  })
  const text = {
    id,
    label: questions.labels.files,
    hint: `${allowed} ${questions.hints.files ?? ''}`,
    error: errors.list,
  }

  function add(list: readonly File[], folders: readonly string[] = []) {
    if (list.length > 0) {
      onChange(withChosen(files, list, numbered.current))
      numbered.current += list.length
    }
    const [folder] = folders
    const sentences = [
      list.length > 0 && fillPlural(language, own.added, list.length),
      folder && fillPlural(language, own.folder, folders.length, { name: folder }),
    ]
    setSaid(sentences.filter(Boolean).join(' '))
  }
  function remove({ id, name }: ChosenFile) {
    onChange(named(files.filter((file) => file.id !== id)))
    setSaid(fill(own.removed, { name }))
    input.current?.focus()
  }
  function alter(id: string, changed: Partial<ChosenFile>) {
    onChange(files.map((file) => (file.id === id ? { ...file, ...changed } : file)))
  }
  function chooseForAll(without: boolean) {
    onChange(files.map((file) => (mustChoose(file) ? { ...file, remove: without } : file)))
    setSaid(fillPlural(language, own.hidden.allChosen, choosable))
  }
  /** A choice is asked for at once, but it is no mistake before the answers were judged. */
  function errorOf(chosen: ChosenFile): string | undefined {
    const error = errors.byId.get(chosen.id)
    return !judged && error === missingChoice(chosen, own) ? undefined : error
  }
  const choosable = files.filter(mustChoose).length
  const telling = files.filter(({ examination }) => examination?.findings.length).length
  const looking = files.some(({ examination }) => !examination)

  useEffect(() => {
    // A file dropped beside the box would replace the page and lose what was written.
    const stay = (event: Event) => event.preventDefault()
    addEventListener('dragover', stay)
    addEventListener('drop', stay)
    return () => {
      removeEventListener('dragover', stay)
      removeEventListener('drop', stay)
    }
  }, [])

  return (
    <div>
      <label htmlFor={text.id} className="sr-only">
        {own.choose}
      </label>
      <FieldNotes {...text} />
      {/* Dropping is a second way for the mouse; the input inside works for everybody. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the file input is the control */}
      <div
        onDrop={(event: DragEvent) => {
          event.preventDefault()
          const { files: list, folders } = droppedFiles(event.dataTransfer)
          add(list, folders)
        }}
        className="mt-3 border-2 border-dashed border-ink-soft p-4"
      >
        <input
          ref={input}
          type="file"
          multiple
          id={text.id}
          aria-describedby={`${text.id}-hint${text.error ? ` ${text.id}-error` : ''}`}
          aria-invalid={text.error ? true : undefined}
          onChange={({ target }) => {
            if (target.files) add([...target.files])
            // So that the same file can be chosen again after it was removed.
            target.value = ''
          }}
          className="block w-full text-sm text-ink-soft file:mr-4 file:border-2 file:border-solid file:border-ink file:bg-paper file:px-4 file:py-2 file:text-base file:font-semibold file:text-ink"
        />
        <p className="mt-2 text-sm text-ink-soft">{own.drop}</p>
      </div>
      <p role="status" className="mt-2 text-sm empty:hidden">
        {said}
        {telling > 0 && !looking ? ` ${fillPlural(language, own.hidden.found, telling)}` : null}
      </p>
      {choosable > 1 ? (
        <div className="mt-4">
          <p>{fillPlural(language, own.hidden.all, choosable)}</p>
          <p className="mt-2 flex flex-wrap gap-3">
            <Button onClick={() => chooseForAll(true)}>{own.hidden.allWithout}</Button>
            <Button onClick={() => chooseForAll(false)}>{own.hidden.allUnchanged}</Button>
          </p>
        </div>
      ) : null}
      {files.length > 0 ? (
        <ul className="mt-4 border-b border-rule">
          {files.map((chosen) => (
            <FileRow
              key={chosen.id}
              id={chosen.id}
              name={chosen.name}
              facts={[
                formatBytes(language, chosen.file.size),
                chosen.file.size === 0 && own.empty,
                chosen.file.type ? fill(own.type, { type: chosen.file.type }) : own.typeUnknown,
              ]
                .filter(Boolean)
                .join(', ')}
              error={errorOf(chosen)}
            >
              <div className="min-w-0 basis-full space-y-3">
                {chosen.name === chosen.file.name.normalize('NFC') ? null : (
                  <p className="text-sm">{own.renamed}</p>
                )}
                <HiddenData chosen={chosen} onChoose={(remove) => alter(chosen.id, { remove })} />
                {more?.(chosen)}
              </div>
              <div className="min-w-0 grow">
                <TextInput
                  text={{
                    id: `${chosen.id}-note`,
                    label: fill(own.note, { name: chosen.name }),
                    tag: words.optional,
                  }}
                  control={{
                    value: chosen.note,
                    maxLength: NOTE_MAX,
                    onChange: ({ target }) => alter(chosen.id, { note: target.value }),
                  }}
                />
              </div>
              <Button look="link" onClick={() => remove(chosen)}>
                {words.remove}
                <span className="sr-only"> {chosen.name}</span>
              </Button>
            </FileRow>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
