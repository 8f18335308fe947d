/** An opened tip as it is shown: the report, what tip.json says, and each file with what its sender's list promises of it. */
import { type AttachedFile, type Tip, tipSchema } from '#lib/tip/schema'
import { type Contents, readContents } from './contents.ts'
import { harmlessLine, harmlessName, harmlessText } from './harmless.ts'
import { listedFiles } from './listed-files.ts'

export type OpenedFile = {
  /** From 1, in the order of the tip. */
  number: number
  /** As it was sent, made harmless to show. */
  shownName: string
  /** Under which it is saved. */
  savedName: string
  /** Whether its kind may run something or call home when opened. */
  risky: boolean
  /** Whether its kind can hold macros. */
  macros: boolean
  /** The sealed part that holds it; null when it was inside the message. */
  part: number | null
  /** Of a file inside the message. */
  content: Blob | null
  /** What the sender's list says of it; null when there is no such entry. */
  promised: AttachedFile | null
}

export type OpenedTip = {
  /** Safe to show as text. */
  report: string
  /** As it was sealed; null when there is none that follows the schema. */
  tipJson: Blob | null
  tip: Tip | null
  files: OpenedFile[]
}

/** A mail can claim any number of parts. */
const PARTS_SHOWN = 100

const MACROS = /\.(?:do[ct][mx]?|xl[ast]?[bmx]?|pp[ast]?[mx]?|ppt[mx]?|rtf|od[fgpst]|pub|one)$/i

/**
 * Takes the plaintext of part 0 apart.
 * @param partCount sealed parts of the tip, the message included, as far as known
 */
export async function openedTip(plaintext: Uint8Array, partCount: number): Promise<OpenedTip> {
  const contents = await readContents(plaintext)
  const tip = readTip(contents)
  const promised = listedFiles(tip, contents)
  const inside = promised.filter(({ part }) => part === undefined)
  // Where there is no tip.json, the list is the first of the files itself.
  const lists = tip === null ? 1 : 0
  const apart = new Map(
    promised.flatMap((one) => (one.part === undefined ? [] : [[one.part, one]])),
  )
  const highest = Math.max(Math.min(partCount, PARTS_SHOWN) - 1, 0, ...apart.keys())
  const files = [
    ...contents.files.map(({ name, content }, index) => ({
      name,
      content: new Blob([new Uint8Array(content)]),
      part: null,
      promised: inside[index - lists] ?? null,
    })),
    ...Array.from({ length: highest }, (_, index) => {
      const one = apart.get(index + 1) ?? null
      return {
        name: one?.name ?? `file-${index + 1}`,
        content: null,
        part: index + 1,
        promised: one,
      }
    }),
  ]
  return {
    report: harmlessText(contents.report),
    tipJson: contents.tipJson && new Blob([new Uint8Array(contents.tipJson)]),
    tip,
    files: files.map(({ name, ...file }, index) => {
      const { name: savedName, risky } = harmlessName(index + 1, name)
      return {
        ...file,
        number: index + 1,
        shownName: harmlessLine(name),
        savedName,
        risky,
        macros: MACROS.test(savedName.replace(/\.unsafe$/, '')),
      }
    }),
  }
}

function readTip({ tipJson }: Contents): Tip | null {
  if (tipJson === null) return null
  return tipSchema.parse(JSON.parse(new TextDecoder().decode(tipJson)))
}
