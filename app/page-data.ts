/** What the pages need to know of the build: its content, its address, and their metadata. */
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import type { MailTransport } from '#components/reading/privacy-page'
import { type Advisory, loadAdvisories, publishedAdvisories } from '#lib/content/advisories'
import { isLanguage, type Language } from '#lib/i18n/languages'
import { SHARE_IMAGE, shareImagePath } from '#lib/publishing/share-image'

export type LanguageParams = { params: Promise<{ lang: string }> }

/** The language that an address names; any other ends in the 404 page. */
export async function languageOf(params: Promise<{ lang: string }>): Promise<Language> {
  const { lang } = await params
  return isLanguage(lang) ? lang : notFound()
}

/**
 * What the build publishes, read once: each of a thousand pages would otherwise read all thousand. The
 * preview reads anew, since an editor may have saved.
 */
let published: Advisory[] | undefined

/**
 * The advisories that this build shows in one language: drafts and embargoed ones only in the live
 * preview and in a preview build (`PREVIEW=1`).
 */
export function visibleAdvisories(language: Language): Advisory[] {
  if (process.env.NODE_ENV !== 'development')
    published ??= process.env.PREVIEW === '1' ? loadAdvisories() : publishedAdvisories()
  const advisories = published ?? loadAdvisories()
  return advisories.filter(({ lang }) => lang === language)
}

/** The newest month up to which facts were looked up, `2026-04`; "" while nothing is published. */
export function factsCheckedTo(language: Language): string {
  const months = visibleAdvisories(language).map(({ factsChecked }) => factsChecked)
  return months.toSorted().at(-1) ?? ''
}

/** The origin that canonical addresses and structured data carry: `SITE_URL`, or the local default. */
export function siteUrl(): string {
  return process.env.SITE_URL || 'http://localhost:3000'
}

/** How tips reach the desk: `MAIL_TRANSPORT`, which the build has checked, or the local default. */
export function mailTransports(): MailTransport[] {
  const known: readonly MailTransport[] = ['maildir', 'smtp', 'resend']
  const named = (process.env.MAIL_TRANSPORT || 'maildir').split(',').map((name) => name.trim())
  return known.filter((transport) => named.includes(transport))
}

/**
 * The reply address with a `*` in the place of a conversation's id (`REPLY_ADDRESS`, which the build has
 * checked); null where the site has no way back to its senders.
 */
export function replyPattern(): string | null {
  return process.env.REPLY_ADDRESS || null
}

/**
 * Title, description, canonical address, feeds and Open Graph of one page. `path` is its canonical
 * address below the origin; `site` is the site's name. The build draws the image from title and name.
 */
export function pageMetadata({
  title,
  description,
  path,
  site,
  article = false,
}: {
  title: string
  description: string
  path: string
  site: string
  article?: boolean
}): Metadata {
  return {
    metadataBase: new URL(siteUrl()),
    title: title === site ? title : `${title} | ${site}`,
    description,
    alternates: {
      canonical: path,
      types: { 'application/atom+xml': '/feed.xml', 'application/feed+json': '/feed.json' },
    },
    openGraph: {
      title,
      description,
      url: path,
      siteName: site,
      type: article ? 'article' : 'website',
      images: [{ url: shareImagePath(path), ...SHARE_IMAGE, alt: title }],
    },
    icons: [
      { url: '/favicon.svg', type: 'image/svg+xml' },
      { url: '/favicon.ico', sizes: '32x32' },
    ],
  }
}
