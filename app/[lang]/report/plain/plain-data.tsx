/** What both pages without scripts are built from, and how the build hands it to the server. */
import { PLAIN_DATA, type PlainPageData } from '#components/plain-form/plain-page'
import { emptyLegalFields, loadSite } from '#lib/content/data'
import { formWords } from '#lib/i18n/form-words'
import { DEFAULT_LANGUAGE, type Language } from '#lib/i18n/languages'
import { plainWords } from '#lib/i18n/plain-words'
import { tipWords } from '#lib/i18n/tip-words'
import { plainLimits } from '#lib/plain/limits'
import { loadPublicInboxes } from '../public-inboxes.ts'

/** Words, desks and limits, which both pages need. @param path of the page, in the default language */
export function plainData(language: Language, path: string) {
  const { labels, hints, options } = tipWords(language)
  const inboxes = loadPublicInboxes()
  const limits = inboxes.map(({ fileLimits }) => plainLimits(fileLimits))
  return {
    language,
    address: localAddress(language, path),
    formAddress: localAddress(language, '/report'),
    words: formWords(language),
    own: plainWords(language),
    questions: { labels, hints, options },
    inboxes: inboxes.map(({ id, name, demo, certificates }) => ({
      id,
      name,
      demo,
      fingerprints: certificates.flatMap((one) => (one.archive ? [] : [one.fingerprint])),
      archive: certificates.flatMap((one) => (one.archive ? [one.fingerprint] : [])),
    })),
    demonstration: inboxes.some(({ demo }) => demo) || emptyLegalFields(loadSite()).length > 0,
    // Which desk takes it shows only in the answers: what every desk takes is promised.
    limits: {
      files: Math.min(...limits.map(({ files }) => files)),
      bytes: Math.min(...limits.map(({ bytes }) => bytes)),
    },
  } satisfies Partial<PlainPageData>
}

/** The address of a page in a language. */
export function localAddress(language: Language, path: string): string {
  return (language === DEFAULT_LANGUAGE ? '' : `/${language}`) + path
}

/** Taken out by the finish step, which keeps it for the server: nobody downloads it. */
export function DataForServer({ page }: { page: unknown }) {
  return (
    <script
      type="application/json"
      id={PLAIN_DATA}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: our own JSON, in which no tag can end
      dangerouslySetInnerHTML={{ __html: JSON.stringify(page).replaceAll('<', '\\u003c') }}
    />
  )
}
