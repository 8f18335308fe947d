/**
 * The byte budgets of the published pages, measured from the manifest: what a browser fetches
 * before anybody touches the page, in brotli 11 as it is sent.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Manifest, type PublishedAnswer, parseManifest } from '#server/manifest'
import { LIBRARY_FALLBACKS } from './build-seal.ts'
import { resourcesOf } from './finish/resources.ts'
import { failWith, ROOT, runCommand } from './steps.ts'

/** HTML and style sheet of the front page and of advisories: the first round trip (RFC 6928). */
const FIRST_ROUND_TRIP = 14_600
/** The other reading pages, which hold long tables. */
const READING = 40_000
/** The form before the first keystroke: HTML, style sheet and scripts. */
const FORM = 175_000
/** The form with everything it may load later, the sealing worker included. */
const FORM_ALL_IN = 240_000

/** The search page with its style sheet, script and index: all before the first result. */
const SEARCH = 60_000

/** The page that checks receipts, with its style sheet and script. */
const RECEIPT = 40_000

/** One measured bar; `bytes` and `limit` may also count requests. */
export type Measured = { what: string; measured: number; limit: number; unit: 'bytes' | 'requests' }

const sizeOf = (answer: PublishedAnswer): number =>
  (answer.encodings.br ?? answer.encodings.identity).bytes

/**
 * Every bar for every page, in address order.
 * @param textOf gives a published page's HTML
 * @throws when a page names something that is not published
 */
export async function measureBudgets(
  manifest: Manifest,
  textOf: (answer: PublishedAnswer) => Promise<string>,
): Promise<Measured[]> {
  const { answers } = manifest
  const sizesOf = (addresses: readonly string[]): number =>
    addresses.reduce((sum, address) => {
      const answer = answers[address]
      if (!answer) throw new Error(`A page names ${address}, which is not published.`)
      return sum + sizeOf(answer)
    }, 0)
  const measured: Measured[] = []
  for (const [address, answer] of Object.entries(answers)) {
    if (!/^(?:reading|search|receipt|form)$/.test(answer.class)) continue
    const { styles, scripts } = resourcesOf(await textOf(answer))
    const atOnce = sizeOf(answer) + sizesOf([...styles, ...scripts])
    if (answer.class === 'search') {
      const index = Object.keys(answers).filter((other) => SEARCH_INDEX.test(other))
      measured.push({
        what: `${address} before the first result`,
        measured: atOnce + sizesOf(index),
        limit: SEARCH,
        unit: 'bytes',
      })
      continue
    }
    if (answer.class === 'receipt') {
      measured.push({ what: address, measured: atOnce, limit: RECEIPT, unit: 'bytes' })
      continue
    }
    if (answer.class === 'form') {
      const later = Object.entries(answers)
        .filter(([other, { class: kind }]) => isSealScript(other) && /^(asset|worker)$/.test(kind))
        .map(([other]) => other)
        .filter((other) => !isOfOtherPage(other, address))
        .filter((other) => !scripts.includes(other))
      measured.push(
        {
          what: `${address} before the first keystroke`,
          measured: atOnce,
          limit: FORM,
          unit: 'bytes',
        },
        {
          what: `${address} all in`,
          measured: atOnce + sizesOf(later),
          limit: FORM_ALL_IN,
          unit: 'bytes',
        },
      )
      continue
    }
    const limit = isTight(address) ? FIRST_ROUND_TRIP : READING
    measured.push(
      { what: address, measured: atOnce, limit, unit: 'bytes' },
      {
        what: address,
        measured: 1 + styles.length + scripts.length,
        // The form without scripts adds the style sheet of controls to that of all pages.
        limit: PLAIN_FORM.test(address) ? 3 : 2,
        unit: 'requests',
      },
    )
  }
  return measured
}

/**
 * Whether a current browser may load it: OpenPGP.js brings curves that only older ones need. What a
 * page of this kind needs besides is one file, which it names itself.
 */
const isSealScript = (address: string): boolean =>
  /^\/seal\/.*\.m?js$/.test(address) &&
  !LIBRARY_FALLBACKS.some((file) => address.endsWith(`/openpgp/${file}`))
/** What the worker loads for one of its two pages only: it asks for it by what that page asks of it. */
const ONLY_FOR: readonly [script: RegExp, page: RegExp][] = [
  [/^\/seal\/conversation-/, /\/follow-up$/],
  [/^\/seal\/make-follow-up\./, /\/report$/],
]
const isOfOtherPage = (script: string, page: string): boolean =>
  ONLY_FOR.some(([own, only]) => own.test(script) && !only.test(page))
const SEARCH_INDEX = /^\/search\/index-\w+\.json$/
const PLAIN_FORM = /^(?:\/[a-z]{2})?\/(?:report|follow-up)\/plain$/
const isTight = (address: string): boolean =>
  /^(?:\/[a-z]{2})?(?:\/|\/advisories(?:\/[^/]+)?|\/first-72-hours)$/.test(address)

async function main(): Promise<void> {
  const dist = join(ROOT, 'dist')
  const manifest = parseManifest(await readFile(join(dist, 'manifest.json'), 'utf8'))
  const measured = await measureBudgets(manifest, (answer) =>
    readFile(join(dist, 'site', answer.encodings.identity.file), 'utf8'),
  )
  for (const { what, measured: amount, limit, unit } of measured) {
    const mark = amount > limit ? '✗' : '✓'
    console.log(`${mark} ${what}: ${amount} of ${limit} ${unit}`)
  }
  const over = measured.filter(({ measured: amount, limit }) => amount > limit)
  if (over.length > 0) {
    failWith(
      'Over the byte budget:',
      over.map(
        ({ what, measured: amount, limit, unit }) =>
          `${what} has ${amount} ${unit}, ${amount - limit} too many. Take something out.`,
      ),
    )
  }
}

if (import.meta.main) await runCommand(main)
