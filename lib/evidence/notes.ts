/** Collects what is found in a file: each thing once, in plain words, cut to what a tip can carry. */
import { fill } from '#lib/i18n/fill'
import { type FindingName, findingWords } from '#lib/i18n/finding-words'
import type { Language } from '#lib/i18n/languages'
import { HIDDEN_KINDS } from '#lib/tip/questions'
import { FINDINGS_MAX, type HiddenFinding } from './examination.ts'
import { visibleText } from './file-names.ts'

/** How much of a value is shown, in code points. */
const VALUE_MAX = 100

export type Notes = {
  /** Notes a finding; one without the value its sentence needs is nothing. */
  add(name: FindingName, value?: string): void
  readonly findings: readonly HiddenFinding[]
  /** All findings, what gives away most first. */
  sorted(): HiddenFinding[]
}

/** A value as one short line without anything that could drive a screen or hide its end. */
function shown(value: string): string {
  const plain = visibleText(value).replace(/\s+/g, ' ').trim()
  const characters = Array.from(plain)
  return characters.length > VALUE_MAX ? `${characters.slice(0, VALUE_MAX).join('')}…` : plain
}

/** An empty collection, in the words of `language`. */
export function createNotes(language: Language): Notes {
  const words = findingWords(language)
  const findings: HiddenFinding[] = []
  return {
    findings,
    sorted: () =>
      [...findings].sort((a, b) => HIDDEN_KINDS.indexOf(a.kind) - HIDDEN_KINDS.indexOf(b.kind)),
    add(name, value) {
      const [kind, sentence] = words[name]
      const plain = value === undefined ? '' : shown(value)
      if (sentence.includes('{value}') && !/[\p{L}\p{N}]/u.test(plain)) return
      const text = fill(sentence, { value: plain })
      if (findings.length < FINDINGS_MAX && !findings.some((one) => one.text === text)) {
        findings.push({ kind, text })
      }
    },
  }
}
