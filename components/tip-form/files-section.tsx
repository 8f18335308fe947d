'use client'
/** Choosing files: by button, by keyboard or by dropping them; several at once; each with a note. */
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { Button } from '#components/ui/button'
import { FieldNotes } from '#components/ui/field'
import { FileRow } from '#components/ui/file-row'
import { TextInput } from '#components/ui/text-input'
import { fill, fillPlural } from '#lib/i18n/fill'
import { FILES_BYTES_MAX, FILES_MAX } from '#lib/tip/questions'
import { type ChosenFile, chosenFiles, type FileErrors, formatBytes } from './chosen-files.ts'
import { controlId } from './form-values.ts'
import { useFormPage } from './words.tsx'

/** Longest note the tip's schema takes. */
const NOTE_MAX = 500

/** Shows `files` and says through `onChange` what they are to become. */
export function FilesSection({
  files,
  errors,
  onChange,
}: {
  files: ChosenFile[]
  errors: FileErrors
  onChange: (files: ChosenFile[]) => void
}) {
  const { words, questions, language } = useFormPage()
  const input = useRef<HTMLInputElement>(null)
  const numbered = useRef(0)
  const [said, setSaid] = useState('')
  const own = words.files
  const limits = fill(own.limits, {
    count: FILES_MAX,
    size: formatBytes(language, FILES_BYTES_MAX),
  })
  const text = {
    id: controlId('files'),
    label: questions.labels.files,
    hint: `${limits} ${questions.hints.files ?? ''}`,
    error: errors.list,
  }

  function add(list: FileList) {
    if (list.length === 0) return
    onChange([...files, ...chosenFiles(list, numbered.current)])
    numbered.current += list.length
    setSaid(fillPlural(language, own.added, list.length))
  }
  function remove({ id, name }: ChosenFile) {
    onChange(files.filter((file) => file.id !== id))
    setSaid(fill(own.removed, { name }))
    input.current?.focus()
  }

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
          add(event.dataTransfer.files)
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
            if (target.files) add(target.files)
            // So that the same file can be chosen again after it was removed.
            target.value = ''
          }}
          className="block w-full text-sm text-ink-soft file:mr-4 file:border-2 file:border-solid file:border-ink file:bg-paper file:px-4 file:py-2 file:text-base file:font-semibold file:text-ink"
        />
        <p className="mt-2 text-sm text-ink-soft">{own.drop}</p>
      </div>
      <p role="status" className="mt-2 text-sm empty:hidden">
        {said}
      </p>
      {files.length > 0 ? (
        <ul className="mt-4 border-b border-rule">
          {files.map((chosen) => (
            <FileRow
              key={chosen.id}
              id={chosen.id}
              name={chosen.name}
              facts={`${formatBytes(language, chosen.file.size)}, ${
                chosen.file.type ? fill(own.type, { type: chosen.file.type }) : own.typeUnknown
              }`}
              error={errors.byId.get(chosen.id)}
            >
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
                    onChange: ({ target }) =>
                      onChange(
                        files.map((file) =>
                          file.id === chosen.id ? { ...file, note: target.value } : file,
                        ),
                      ),
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
