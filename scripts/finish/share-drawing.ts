/**
 * Draws one share image: the page's title in our serif on paper, the site's name above it, and what
 * the site is not below. No clock, no network and none of the machine's fonts, so that every build
 * of a commit draws the same bytes.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Resvg } from '@resvg/resvg-js'
import satori, { type Font } from 'satori'
import { SHARE_IMAGE } from '#lib/publishing/share-image'

export type ShareText = { title: string; siteName: string }

/** Charis descends from Charter, the first of the serifs in app/theme.css; colours stand there too. */
const FAMILY = 'Charis SIL'
const INK = '#16181d'
const INK_SOFT = '#565960'
const PAPER = '#fcfbf7'
/** Long titles get smaller letters, so that five lines always suffice. */
const SIZES = [
  { upTo: 30, size: 92 },
  { upTo: 70, size: 76 },
  { upTo: Number.POSITIVE_INFINITY, size: 60 },
] as const

/** The fonts of every share image, read once per process. */
export async function shareFonts(): Promise<Font[]> {
  const files = [
    ['latin', 400],
    ['latin-ext', 400],
    ['latin', 700],
    ['latin-ext', 700],
  ] as const
  return Promise.all(
    files.map(async ([letters, weight]) => ({
      name: FAMILY,
      weight,
      style: 'normal' as const,
      data: await readFile(
        fileURLToPath(
          import.meta.resolve(
            `@fontsource/charis-sil/files/charis-sil-${letters}-${weight}-normal.woff`,
          ),
        ),
      ),
    })),
  )
}

/**
 * The image as PNG.
 * @throws when a letter is in none of the fonts, since an empty box must not stand for it.
 */
export async function drawShareImage(text: ShareText, fonts: Font[]): Promise<Buffer> {
  const size = SIZES.find(({ upTo }) => text.title.length <= upTo)?.size
  const svg = await satori(
    box({ ...WHOLE, ...COLUMN, backgroundColor: PAPER, color: INK, fontFamily: FAMILY }, [
      box({ height: 12, backgroundColor: INK }, ''),
      box({ ...COLUMN, flexGrow: 1, justifyContent: 'space-between', padding: '56px 72px 52px' }, [
        box({ fontSize: 34, fontWeight: 700 }, text.siteName),
        box({ fontSize: size, fontWeight: 700, lineHeight: 1.12, textWrap: 'balance' }, text.title),
        box({ fontSize: 28, color: INK_SOFT }, 'An independent service. Not a government service.'),
      ]),
    ]),
    {
      ...SHARE_IMAGE,
      fonts,
      loadAdditionalAsset: async (_code, letters) => {
        throw new Error(
          `The share image of "${text.title}" has no font for "${letters}": add one in scripts/finish/share-drawing.ts.`,
        )
      },
    },
  )
  return new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng()
}

const WHOLE = { width: '100%', height: '100%' }
const COLUMN = { flexDirection: 'column' }

type Box = { type: 'div'; key: null; props: { style: object; children: string | Box[] } }

/** An element as satori takes it; it wants every box with children to be a flex container. */
function box(style: object, children: string | Box[]): Box {
  return { type: 'div', key: null, props: { style: { display: 'flex', ...style }, children } }
}
