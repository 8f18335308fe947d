/**
 * Makes the published folder from the finished build: pages by class, the assets they name, the
 * sealing worker, public files and publications, with one manifest over all of them. The result
 * depends on nothing but its inputs, so two builds of a commit are equal byte for byte.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import type { PublishedKey } from '#lib/inboxes/published-keys'
import type { Publication } from '#lib/publishing/publications'
import type { AnswerClass, Manifest } from '#server/manifest'
import { finishFormPage } from './form-page.ts'
import { headersFor } from './headers.ts'
import { parsePage } from './html.ts'
import { brokenLinks } from './links.ts'
import {
  NOT_FOUND_ADDRESS,
  namedAssets,
  type PrerenderedPage,
  prerenderedPages,
} from './next-output.ts'
import { readHead } from './page-head.ts'
import { finishPlainPages } from './plain-page.ts'
import { finishReadingPage } from './reading-page.ts'
import { finishScriptedPage } from './scripted-page.ts'
import { shareImages } from './share-images.ts'
import { contentTypeOf, storeFile } from './stored-files.ts'
import { withStructuredData } from './structured-data.ts'

export type FinishInputs = {
  /** Next's build folder, `.next`. */
  next: string
  /** Files served as they are, by their path. */
  publicDir: string
  /** The bundled sealing worker, served under `/seal/`. */
  sealDir: string
  /** The form's bundle, one file, served under `/form/`. */
  formDir: string
  /** The bundle of the page that a sender comes back to, one file, served under `/follow-up/`. */
  followUpDir: string
  /** The search page's script and index, served under `/search/`. */
  searchDir: string
  /** What draws the answers of the page without scripts; for the server alone. */
  plainDir: string
  /** The script of the page that checks receipts, served under `/receipt/`. */
  receiptDir: string
  /** The folder of the offline opener, one page that is saved and never shown from here. */
  openerDir: string
  publications: readonly (Publication | PublishedKey)[]
  siteUrl: string
  /** What the pages promise, in days; the server must keep it. */
  retentionDays: number
  /** Whether drafts are shown, so that search engines must stay away. */
  preview?: boolean
  /** The ways to the desk that the privacy page names. */
  transports: Manifest['transports']
  /** The reply address with a `*`; left out where there is no way back to senders. */
  replyAddress?: string
  inboxes: readonly { id: string; certificates: readonly { fingerprint: string }[] }[]
  /** SHA-256 (hex) of what the pages know of the inboxes. */
  inboxesSha256: string
  /** Where `site/` and `manifest.json` are written; what stood there is removed. */
  dist: string
}

/** The pages with a script, in every language: two with a small one, and two that React takes over. */
const SCRIPTED = /^(?:\/[a-z]{2}(?:-[A-Za-z]+)?)?\/(search|receipt)$/
const FORM = /^(?:\/[a-z]{2}(?:-[A-Za-z]+)?)?\/(report|follow-up)$/

/** Files compressed at the same time; compressing takes most of a large build. */
const STORED_AT_A_TIME = 8

type Piece = {
  address: string
  file: string
  class: AnswerClass
  status: 200 | 404
  contentType: string
  body: Buffer
  /** Saved under this name instead of being shown. */
  savedAs?: string
}

/**
 * Writes the published folder and gives its manifest.
 * @throws naming address and cure when a page may not be published, an address is taken twice, or
 * a part of the build is missing.
 */
export async function finish(inputs: FinishInputs): Promise<Manifest> {
  const form = await folderPieces(inputs.formDir, '/form', 'asset')
  const followUp = await folderPieces(inputs.followUpDir, '/follow-up', 'asset')
  const search = await folderPieces(inputs.searchDir, '/search', 'asset')
  const receipt = await folderPieces(inputs.receiptDir, '/receipt', 'asset')
  const scripts = {
    form: onlyScript(form, inputs.formDir, 'scripts/build-form.ts'),
    followUp: onlyScript(followUp, inputs.followUpDir, 'scripts/build-follow-up.ts'),
    search: onlyScript(search, inputs.searchDir, 'scripts/build-search.ts'),
    receipt: onlyScript(receipt, inputs.receiptDir, 'scripts/build-receipt.ts'),
  }
  const prerendered = await prerenderedPages(inputs.next)
  const plain = await finishPlainPages(prerendered, inputs.plainDir)
  const bare = prerendered.map((page) => finishPage(page, scripts, plain.html))
  const heads = new Map(
    bare.map(({ address, html }) => [address, readHead(parsePage(html))] as const),
  )
  const pages = bare.map(({ html, ...page }) => {
    const head = heads.get(page.address)
    const whole = head ? withStructuredData(html, head, heads, inputs.siteUrl) : html
    return { ...page, body: Buffer.from(whole) }
  })
  const html = pages.map((page) => page.body.toString('utf8'))
  const pieces = [
    ...pages,
    ...[...(await namedAssets(inputs.next, html))].map(([address, body]) =>
      filePiece('asset', address, body),
    ),
    ...[...(await shareImages(heads))].map(([address, body]) =>
      filePiece('download', address, body),
    ),
    ...(await folderPieces(inputs.publicDir, '', 'download')),
    ...(await folderPieces(inputs.sealDir, '/seal', 'worker')),
    ...form,
    ...followUp,
    ...search,
    ...receipt,
    ...(await folderPieces(inputs.openerDir, '/tools', 'download')).map((piece) => ({
      ...piece,
      savedAs: basename(piece.file),
    })),
    ...inputs.publications.map(publicationPiece),
  ]
  if (!pages.some((page) => page.address === NOT_FOUND_ADDRESS)) {
    throw new Error('The build has no 404 page: add app/not-found.tsx.')
  }
  const broken = brokenLinks(
    new Map(pages.map(({ address }, index) => [address, html[index] ?? ''])),
    new Set(pieces.map(({ address }) => address)),
  )
  if (broken.length > 0) {
    throw new Error(`These links lead nowhere:\n${broken.map((one) => `  ${one}`).join('\n')}`)
  }

  const folder = join(inputs.dist, 'site')
  await rm(inputs.dist, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await plain.write(inputs.dist)
  const answers: Manifest['answers'] = {}
  pieces.sort((one, other) => (one.address < other.address ? -1 : 1))
  const twice = pieces.find(({ address }, index) => pieces[index - 1]?.address === address)
  if (twice) throw new Error(`Two files want the address ${twice.address}.`)
  for (let start = 0; start < pieces.length; start += STORED_AT_A_TIME) {
    const batch = pieces.slice(start, start + STORED_AT_A_TIME)
    const stored = await Promise.all(
      batch.map(async (piece) => ({
        piece,
        what: await storeFile(
          folder,
          piece.file,
          piece.body,
          piece.contentType,
          // Programs fetch these, several for each advisory: a third of the time, a tenth more bytes.
          piece.class === 'download' ? 9 : 11,
        ),
      })),
    )
    for (const { piece, what } of stored) {
      answers[piece.address] = {
        class: piece.class,
        status: piece.status,
        headers: headersFor({
          class: piece.class,
          contentType: piece.contentType,
          siteUrl: inputs.siteUrl,
          preview: inputs.preview === true,
          ...(piece.savedAs && { savedAs: piece.savedAs }),
        }),
        ...what,
      }
    }
  }
  const manifest: Manifest = {
    format: 1,
    siteUrl: inputs.siteUrl,
    retentionDays: inputs.retentionDays,
    ...(inputs.preview && { preview: true }),
    transports: inputs.transports,
    ...(inputs.replyAddress !== undefined && { replyAddress: inputs.replyAddress }),
    inboxes: Object.fromEntries(
      inputs.inboxes.map(({ id, certificates }) => [
        id,
        certificates.map(({ fingerprint }) => fingerprint),
      ]),
    ),
    inboxesSha256: inputs.inboxesSha256,
    notFound: NOT_FOUND_ADDRESS,
    answers,
  }
  await writeFile(join(inputs.dist, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`)
  return manifest
}

function finishPage(
  { address, html }: PrerenderedPage,
  scripts: Record<'form' | 'followUp' | 'search' | 'receipt', string>,
  plain: ReadonlyMap<string, string>,
): Omit<Piece, 'body'> & { html: string } {
  const page = {
    address,
    file: address === '/' ? 'index.html' : `${address.slice(1)}.html`,
    status: address === NOT_FOUND_ADDRESS ? 404 : 200,
    contentType: contentTypeOf('page.html'),
  } as const
  const form = FORM.exec(address)?.[1]
  if (form !== undefined) {
    const script = form === 'report' ? scripts.form : scripts.followUp
    return { ...page, class: 'form', html: finishFormPage(address, html, script) }
  }
  const scripted = SCRIPTED.exec(address)?.[1]
  if (scripted === 'search' || scripted === 'receipt') {
    return {
      ...page,
      class: scripted,
      html: finishScriptedPage(address, html, scripts[scripted]),
    }
  }
  return { ...page, class: 'reading', html: plain.get(address) ?? finishReadingPage(address, html) }
}

/** The address of the one script in a folder; `maker` is named when there is none or more than one. */
function onlyScript(pieces: readonly Piece[], folder: string, maker: string): string {
  const [script, another] = pieces.filter(({ address }) => address.endsWith('.js'))
  if (!script || another) throw new Error(`${folder} must hold one script: run ${maker}.`)
  return script.address
}

function filePiece(kind: AnswerClass, address: string, body: Buffer): Piece {
  return {
    address,
    file: address.slice(1),
    class: kind,
    status: 200,
    contentType: contentTypeOf(address),
    body,
  }
}

function publicationPiece({ path, contentType, body }: Publication | PublishedKey): Piece {
  return {
    address: path,
    file: path.slice(1),
    class: 'download',
    status: 200,
    contentType,
    body: Buffer.from(body),
  }
}

async function folderPieces(folder: string, prefix: string, kind: AnswerClass): Promise<Piece[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return Promise.all(
    entries
      .filter((entry) => entry.isFile() && entry.name !== '.gitkeep')
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name)
        const address = `${prefix}/${relative(folder, path).split(sep).join('/')}`
        return filePiece(kind, address, await readFile(path))
      }),
  )
}
