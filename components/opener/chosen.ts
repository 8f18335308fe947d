/** What the analyst has chosen so far: the parts of one tip, and what the mail says of it. */
import { attachmentName } from '#lib/delivery/parts'
import { fill } from '#lib/i18n/fill'
import type { OpenerWords, RefusedSource } from '#lib/i18n/opener-words'
import { harmlessLine } from '#lib/opening/harmless'
import { type MailFacts, readSource } from '#lib/opening/sources'
import { make, styled } from './elements.ts'

const NOTHING: MailFacts = { reference: null, hour: null, inbox: null, sizes: [] }

export type Chosen = {
  readonly facts: MailFacts
  readonly parts: ReadonlyMap<number, Blob>
  /** How many parts the tip has, as far as is known. */
  partCount(): number
  /** Reads files and says of each, in `list`, what it is; a new mail begins a new tip. */
  take(files: readonly File[]): Promise<void>
  forget(): void
}

/** @param list shows what was chosen */
export function createChosen(list: HTMLElement, words: OpenerWords): Chosen {
  let mail: MailFacts = NOTHING
  let links: ReadonlyMap<number, string> = new Map()
  const parts = new Map<number, Blob>()
  const lines: HTMLLIElement[] = []

  const partCount = () =>
    Math.max(mail.sizes.length, 1 + Math.max(-1, ...parts.keys(), ...links.keys()))

  const say = (text: string, refused = false) => {
    const line = refused ? styled('li', 'refused', text) : make('li', text)
    lines.push(line)
  }
  const refuse = (kind: RefusedSource, name: string) =>
    say(fill(words.refused[kind], { name }), true)

  const addPart = (part: number, content: Blob, name: string) => {
    parts.set(part, content)
    say(fill(part === 0 ? words.took.message : words.took.part, { name, part }))
  }

  const takeOne = async (file: File) => {
    const name = harmlessLine(file.name)
    const source = await readSource(file, file.name).catch(() => null)
    if (source === null) refuse('unreadable', name)
    else if (source.kind === 'mail') {
      parts.clear()
      lines.length = 0
      mail = source.facts
      links = source.links
      for (const [part, content] of source.parts) parts.set(part, content)
      say(fill(words.took.mail, { name }))
    } else if (source.kind === 'part') {
      addPart(source.part ?? nextFree(parts), source.content, name)
    } else refuse(source.kind, name)
  }

  const show = () => {
    const missing = Array.from({ length: Math.min(partCount(), 100) }, (_, part) => part).filter(
      (part) => !parts.has(part),
    )
    const notes =
      missing.length === 0 || parts.size + links.size === 0 ? [] : [missingLine(missing)]
    list.replaceChildren(...lines, ...notes)
  }

  const missingLine = (missing: readonly number[]) => {
    const names = missing.map(attachmentName).join(', ')
    const line = make('li', fill(words.missing, { list: names }))
    for (const part of missing) {
      const address = links.get(part)
      if (address !== undefined) line.append(styled('p', 'hint', fill(words.fetch, { address })))
    }
    return line
  }

  return {
    get facts() {
      return mail
    },
    parts,
    partCount,
    async take(files) {
      // Mails first, so that the parts chosen with one belong to it.
      const mailsFirst = files.toSorted((one, other) => rank(one) - rank(other))
      for (const file of mailsFirst) await takeOne(file)
      show()
    },
    forget() {
      mail = NOTHING
      links = new Map()
      parts.clear()
      lines.length = 0
      list.replaceChildren()
    },
  }
}

const rank = ({ name }: File) => (/\.(?:pgp|gpg|asc)$/i.test(name) ? 1 : 0)

function nextFree(parts: ReadonlyMap<number, Blob>): number {
  let part = 0
  while (parts.has(part)) part += 1
  return part
}
