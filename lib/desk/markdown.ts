/**
 * A tip as Markdown for case systems and wikis. What strangers wrote stands in code, where nothing is a
 * link, a picture or HTML, whatever flavour of Markdown shows it.
 */
import { DEFAULT_LANGUAGE } from '#lib/i18n/languages'
import { tipWords } from '#lib/i18n/tip-words'
import { harmlessLine, harmlessText } from '#lib/opening/harmless'
import { identifiersOf, type OpenedForDesk } from './opened.ts'

/** The tip as CommonMark, ended by a line feed. */
export function markdownText(opened: OpenedForDesk): string {
  const { reference, hour, inbox, report, tip } = opened
  const { headings, options } = tipWords(DEFAULT_LANGUAGE)
  const identifiers = identifiersOf(opened)
  const facts: [string, string | null | undefined][] = [
    ['Reference', reference],
    ['Received in the hour of', hour],
    ['Inbox', inbox],
    [headings.caseNumber, tip?.caseNumber],
  ]
  const answers: [string, string | undefined][] =
    tip === null
      ? []
      : [
          [headings.sharing, options.sharing[tip.sharing]],
          [headings.category, options.category[tip.category]],
          [headings.now, options.now[tip.now]],
        ]
  return [
    `# Tip${reference === null ? '' : ` ${span(reference)}`}`,
    '',
    ...facts.flatMap(([label, value]) => (value ? [`- ${label}: ${span(value)}`] : [])),
    ...answers.flatMap(([label, value]) => (value ? [`- ${label}: ${value}`] : [])),
    ...(tip?.partners ?? []).map((name) => `- ${headings.partners}: ${span(name)}`),
    '',
    'Unverified: what a sender told the desk.',
    ...section(
      headings.identifiers,
      identifiers.map(({ type, value }) => `- ${options.identifier[type]}: ${span(value)}`),
    ),
    ...section(
      headings.files,
      (tip?.files ?? []).map(
        ({ name, bytes, sha256 }) => `- ${span(name)}, ${bytes} bytes, SHA-256 ${span(sha256)}`,
      ),
    ),
    ...section('Report as it was sent', [fenced(report)]),
    '',
  ].join('\n')
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines]
}

/** A code span (CommonMark, 6.1) that the text cannot end: its fence is longer than any run inside. */
function span(text: string): string {
  const line = harmlessLine(text)
  const fence = '`'.repeat(longestRun(line) + 1)
  const pad = line.startsWith('`') || line.endsWith('`') || /^ .* $/.test(line) ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
}

/** A fenced code block (CommonMark, 4.5), in the same way. */
function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}text\n${harmlessText(text).replace(/\n+$/, '')}\n${fence}`
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
}
