/** The pages of the reference with their anchors, as the content makes them: for links and the sitemap. */
import { channelAnchors } from './channels.ts'
import { loadChannels, loadControls, loadGlossary, loadRoles, loadSigns } from './data.ts'
import type { Sign } from './data-schema.ts'
import { PAGES } from './pages.ts'
import type { Channel, Control, Term } from './reference-schema.ts'
import { type Role, roleAddress } from './roles.ts'
import { SIGNS_ADDRESS, signAnchors, signPages } from './sign-pages.ts'

/** What the pages are made of. */
export type ReferenceContent = {
  signs: readonly Sign[]
  controls: readonly Control[]
  channels: readonly Channel[]
  glossary: readonly Term[]
  roles: readonly Role[]
}

/** The anchors on each page, by address. */
export type ReferencePages = ReadonlyMap<string, readonly string[]>

/** Every page of the reference whose address or anchors depend on the content. */
export function referencePages(content: ReferenceContent): ReferencePages {
  const { signs, controls, channels, glossary, roles } = content
  return new Map<string, readonly string[]>([
    [SIGNS_ADDRESS, signAnchors(signs)],
    ...signPages(signs).map((page) => [page.address, signAnchors(page.signs)] as const),
    ['/checks', controls.flatMap(({ stage, id }) => [stage, id])],
    ['/report-to', channelAnchors(channels)],
    ['/glossary', glossary.map(({ id }) => id)],
    ...roles.map((role) => [roleAddress(role), []] as const),
  ])
}

/** The addresses of all pages beside the advisories, of the content under `root`. */
export function loadPageAddresses(root = process.cwd()): string[] {
  return [...new Set([...Object.keys(PAGES), ...loadReferencePages(root).keys()])]
}

/** The same, of the content under `root`. */
export function loadReferencePages(root = process.cwd()): ReferencePages {
  return referencePages({
    signs: loadSigns(root),
    controls: loadControls(root),
    channels: loadChannels(root),
    glossary: loadGlossary(root),
    roles: loadRoles(root),
  })
}
