/**
 * Checks where links lead and what images show. Allowed are addresses of this site that exist and whole
 * https addresses; everything else (javascript:, data:, http:, mailto:, //host …) is refused, whatever
 * way it is written, because the address is judged after Markdown has decoded it.
 */
import type { Definition, Image, ImageReference, Link, LinkReference } from 'mdast'
import { visit } from 'unist-util-visit'
import { isHttpsAddress } from './data-schema.ts'
import { lineOf, type Node, plainText, type Tree } from './mdx-tree.ts'
import type { Addresses } from './pages.ts'
import { nearest, type Report, shown } from './problem.ts'

export type LinkContext = {
  /** Every address a link may lead to. */
  addresses: Addresses
  /** Addresses of drafts, to say why a link to one fails. */
  drafts: ReadonlySet<string>
  /** The anchors of this very page. */
  ownAnchors: ReadonlySet<string>
  /** Whether `path`, like `/images/laptop.png`, is a file of the site's public folder. */
  imageExists: (path: string) => boolean
}

const IMAGE = /^\/(?:[a-z0-9][a-z0-9_-]*\/)*[a-z0-9][a-z0-9_-]*\.(?:png|jpg|webp|avif|svg)$/
/** Words that say nothing to somebody who hears only the links of a page. */
const EMPTY_WORDS = /^(?:click )?(?:here|this|this link|link|read more|more)$/i

/** Reports every link and image of `tree` that is not allowed. */
export function checkLinks(tree: Tree, context: LinkContext, report: Report): void {
  const definitions = new Map<string, Definition>()
  visit(tree, 'definition', (node) => {
    if (definitions.has(node.identifier))
      report(
        lineOf(node),
        'link',
        `The link definition [${node.identifier}] stands twice`,
        'Keep one of the two',
      )
    definitions.set(node.identifier, node)
  })
  const images = new Set<string>()
  visit(tree, (node: Node) => {
    if (node.type === 'link' || node.type === 'linkReference') checkLinkText(node, report)
    if (node.type === 'link') checkLink(node.url, lineOf(node), context, report)
    if (node.type === 'image') checkImage(node, node.url, context, report)
    if (node.type === 'imageReference') {
      images.add(node.identifier)
      checkImage(node, definitions.get(node.identifier)?.url ?? '', context, report)
    }
    if (node.type === 'text') checkUndefined(node.value, lineOf(node), report)
  })
  for (const definition of definitions.values())
    if (!images.has(definition.identifier))
      checkLink(definition.url, lineOf(definition), context, report)
}

/** Reports what is wrong with the address `url` of a link on `line`; `field` names the place. */
export function checkLink(
  url: string,
  line: number,
  context: LinkContext,
  report: Report,
  field = 'link',
): void {
  const show = shown(url)
  if (url.startsWith('#')) {
    checkAnchor(url.slice(1), context.ownAnchors, url, line, report, field)
    return
  }
  if (/^\/(?![/\\])/.test(url)) {
    checkInternal(url, line, context, report, field)
    return
  }
  if (isHttpsAddress(url)) return
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/i
    .exec(url.replace(/[\s\p{Cc}]/gu, ''))?.[1]
    ?.toLowerCase()
  if (scheme === 'http') {
    report(
      line,
      field,
      `The address ${show} is not encrypted`,
      'Write https:// if the site offers it; otherwise name the site without a link, in backticks',
    )
  } else if (scheme === 'mailto' || scheme === 'tel') {
    report(
      line,
      field,
      `The address ${show} opens a program of the reader`,
      'Write the address as text in backticks',
    )
  } else if (scheme !== undefined && scheme !== 'https') {
    report(
      line,
      field,
      `Links that start with "${scheme}:" are not allowed`,
      'Link to a page of this site (/…) or to an https:// address',
    )
  } else {
    report(
      line,
      field,
      `${show} is not a whole address`,
      'Link to a page of this site (/…) or to an https:// address',
    )
  }
}

function checkInternal(
  url: string,
  line: number,
  context: LinkContext,
  report: Report,
  field: string,
): void {
  const match = /^([^?#]*)(\?[^#]*)?(?:#(.*))?$/.exec(url)
  const path = match?.[1] ?? url
  const fragment = match?.[3]
  const anchors = context.addresses.get(path)
  if (match?.[2] !== undefined || anchors === undefined) {
    if (context.drafts.has(path)) {
      report(
        line,
        field,
        `The page ${shown(path)} is a draft and will not be there`,
        'Publish it first, or link to another page',
      )
      return
    }
    const near = nearest(path, [...context.addresses.keys()])
    report(
      line,
      field,
      `There is no page ${shown(url)} on this site`,
      near ? `Did you mean ${near}?` : 'Correct the address or delete the link',
    )
    return
  }
  if (fragment !== undefined) checkAnchor(fragment, anchors ?? new Set(), url, line, report, field)
}

function checkAnchor(
  anchor: string,
  anchors: ReadonlySet<string>,
  url: string,
  line: number,
  report: Report,
  field: string,
): void {
  if (anchors.has(anchor)) return
  const near = nearest(anchor, [...anchors])
  const have =
    anchors.size > 0
      ? `Use one of ${[...anchors].map((id) => `#${id}`).join(', ')}`
      : 'Link to the page without #'
  report(
    line,
    field,
    `There is no anchor for ${shown(url)}`,
    near ? `Did you mean #${near}?` : have,
  )
}

function checkLinkText(node: Link | LinkReference, report: Report): void {
  const text = plainText(node).trim()
  if (text === '')
    report(
      lineOf(node),
      'link',
      'The link has no text',
      'Write between [ and ] where the link leads',
    )
  else if (EMPTY_WORDS.test(text))
    report(
      lineOf(node),
      'link',
      `The link's text ${shown(text)} does not say where it leads`,
      'Name the page or the document',
    )
}

function checkImage(
  node: Image | ImageReference,
  url: string,
  context: LinkContext,
  report: Report,
): void {
  const line = lineOf(node)
  if ((node.alt ?? '').trim() === '')
    report(
      line,
      'image',
      'The image has no alternative text',
      'Say between ![ and ] what the image shows',
    )
  if (!IMAGE.test(url))
    report(
      line,
      'image',
      `${shown(url)} is not an image of this site`,
      'Put the file (png, jpg, webp, avif, svg) into public/images and write ![…](/images/name.png)',
    )
  else if (!context.imageExists(url))
    report(line, 'image', `There is no file public${url}`, 'Put it there or correct the name')
}

/** `[text][name]` without a definition is printed with its brackets. */
function checkUndefined(text: string, line: number, report: Report): void {
  const found = /\[[^\][]+\]\[[^\][]*\]/.exec(text)?.[0]
  if (found !== undefined)
    report(line, 'link', `${shown(found)} is a link without a definition`, 'Write [text](address)')
}
