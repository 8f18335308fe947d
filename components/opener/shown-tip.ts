/** Shows an opened tip: the report as text, identifiers, and each file with what was promised of it. */
import { attachmentName } from '#lib/delivery/parts'
import { createSha256 } from '#lib/evidence/sha256'
import { fill } from '#lib/i18n/fill'
import type { OpenerWords } from '#lib/i18n/opener-words'
import { tipWords } from '#lib/i18n/tip-words'
import type { GatheredPart } from '#lib/opening/decrypt-part'
import { harmlessLine } from '#lib/opening/harmless'
import type { OpenedFile, OpenedTip } from '#lib/opening/opened-tip'
import type { MailFacts } from '#lib/opening/sources'
import { hourText } from '#lib/protocol/hours'
import { button, facts, make, saveAs, styled } from './elements.ts'

export type ShownTip = {
  mail: MailFacts
  tip: OpenedTip
  fingerprint: string
  signed: boolean
  words: OpenerWords
  /** Whether a sealed part is at hand. */
  hasPart: (part: number) => boolean
  /** Opens a further part; null when it did not work and the page has said why. */
  openPart: (file: OpenedFile) => Promise<(GatheredPart & { ok: true }) | null>
}

const number = (bytes: number) => bytes.toLocaleString('en')

/** Everything below the form, in order. */
export function tipNodes(shown: ShownTip): Node[] {
  const { mail, tip, words } = shown
  const own = words.result
  const reference = harmlessLine(mail.reference ?? 'tip').replace(/[^\w-]/g, '')
  const saveReport = button(own.saveReport, `${reference}.txt`, () =>
    saveAs(`${reference}-report.txt`, new Blob([tip.report])),
  )
  const { tipJson } = tip
  const saves =
    tipJson === null
      ? [saveReport]
      : [
          saveReport,
          button(own.saveJson, reference, () => saveAs(`${reference}-tip.json`, tipJson)),
        ]
  return [
    make('h2', own.heading),
    facts(
      (
        [
          [own.reference, mail.reference],
          [own.received, mail.hour && hourText(mail.hour)],
          [own.inbox, mail.inbox],
          [own.openedBy, shown.fingerprint],
        ] as const
      ).flatMap(([name, value]) => (value === null ? [] : [[name, harmlessLine(value)] as const])),
    ),
    styled('p', 'warn', own.warning),
    styled('p', 'small', shown.signed ? own.signed : own.unsigned),
    ...(tip.tip === null ? [styled('p', 'small', own.noJson)] : []),
    make('h2', own.report),
    make('pre', tip.report),
    styled('p', 'actions', ...saves),
    ...identifierNodes(tip, own),
    make('h2', own.files),
    tip.files.length === 0
      ? make('p', own.noFiles)
      : styled('ul', 'files', ...tip.files.map((file) => fileItem(file, shown))),
  ]
}

function identifierNodes({ tip }: OpenedTip, own: OpenerWords['result']): Node[] {
  const identifiers = tip?.identifiers ?? []
  if (identifiers.length === 0) return []
  const kinds = tipWords('en').options.identifier
  const rows = identifiers.map(({ type, value }) =>
    make('tr', make('td', kinds[type]), make('td', make('code', harmlessLine(value)))),
  )
  const head = make('tr', make('th', own.type), make('th', own.value))
  const table = make('table', make('thead', head), make('tbody', ...rows))
  return [make('h2', own.identifiers), styled('div', 'table', table)]
}

function fileItem(file: OpenedFile, shown: ShownTip): HTMLLIElement {
  const { result: own } = shown.words
  const { promised, part, content } = file
  const item = make('li', make('h3', file.shownName))
  const lines: (string | null | undefined)[] = [
    promised?.removed ? own.removed : null,
    promised && promised.type !== ''
      ? fill(own.claimed, { type: harmlessLine(promised.type) })
      : null,
    promised?.note && fill(own.note, { note: harmlessLine(promised.note) }),
    file.risky ? own.risky : null,
    file.macros ? own.macros : null,
  ]
  item.append(...lines.flatMap((line) => (line ? [styled('p', 'small', line)] : [])))
  const outcome = make('div')
  item.append(outcome)
  if (content !== null) void hashOf(content).then((sha256) => showFile(sha256, content))
  else if (part !== null && !shown.hasPart(part)) {
    outcome.append(make('p', fill(own.partMissing, { name: attachmentName(part) })))
  } else outcome.append(openButton())
  return item

  function openButton(): HTMLElement {
    const press = button(own.open, file.shownName, async () => {
      press.disabled = true
      const opened = await shown.openPart(file)
      press.disabled = false
      if (opened !== null) showFile(opened.sha256, opened.content)
    })
    return styled('p', 'actions', press)
  }

  function showFile(sha256: string, blob: Blob): void {
    const save = button(own.save, file.shownName, () => saveAs(file.savedName, blob))
    outcome.replaceChildren(
      comparison(promised, sha256, blob.size, own),
      make('p', fill(own.bytes, { bytes: number(blob.size) }), ' · SHA-256 ', make('code', sha256)),
      styled('p', 'actions', save),
      styled('p', 'hint', fill(own.savedAs, { name: file.savedName })),
    )
    if (content === null) save.focus()
  }
}

/** Whether size and hash are those that the sender's browser wrote into the report. */
function comparison(
  promised: OpenedFile['promised'],
  sha256: string,
  bytes: number,
  own: OpenerWords['result'],
): HTMLParagraphElement {
  if (promised === null) return make('p', own.unknown)
  if (promised.sha256 === sha256 && promised.bytes === bytes) return make('p', `✓ ${own.match}`)
  return styled(
    'p',
    'bad',
    fill(own.mismatch, { sha256: promised.sha256, bytes: number(promised.bytes) }),
  )
}

async function hashOf(content: Blob): Promise<string> {
  const hash = createSha256()
  hash.update(new Uint8Array(await content.arrayBuffer()))
  return hash.hex()
}
