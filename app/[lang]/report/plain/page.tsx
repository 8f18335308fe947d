/**
 * The tip form without scripts. The build draws it empty and keeps its words and data; the server draws
 * its answers from them, by the same component (docs/decisions/0023-answers-drawn-by-the-page-itself.md).
 */
import type { Metadata } from 'next'
import {
  PLAIN_DATA,
  PLAIN_ROOT,
  PlainPage,
  type PlainPageData,
} from '#components/plain-form/plain-page'
import { emptyLegalFields, loadSigns, loadSite } from '#lib/content/data'
import { formWords } from '#lib/i18n/form-words'
import { DEFAULT_LANGUAGE, type Language } from '#lib/i18n/languages'
import { plainWords } from '#lib/i18n/plain-words'
import { tipWords } from '#lib/i18n/tip-words'
import { plainLimits } from '#lib/plain/limits'
import { UNTOUCHED } from '#lib/plain/view'
import { COUNTRY_CODES } from '#lib/tip/countries'
import { type LanguageParams, languageOf, pageMetadata } from '../../../page-data.ts'
import { loadPublicInboxes } from '../public-inboxes.ts'

/** Days after delivery for which the server keeps a sealed tip, as in `.env.example`. */
const RETENTION_DAYS = 14
const PATH = '/report/plain'

/** Title and description of the page. */
export async function generateMetadata({ params }: LanguageParams): Promise<Metadata> {
  const { title, description } = plainWords(await languageOf(params))
  return pageMetadata({ title, description, path: PATH, site: loadSite().name })
}

/** The page itself. */
export default async function PlainReportPage({ params }: LanguageParams) {
  const page = pageData(await languageOf(params))
  return (
    <div className="max-w-measure">
      <div id={PLAIN_ROOT}>
        <PlainPage page={page} view={UNTOUCHED} />
      </div>
      {/* Taken out by the finish step, which keeps it for the server: nobody downloads it. */}
      <script
        type="application/json"
        id={PLAIN_DATA}
        // biome-ignore lint/security/noDangerouslySetInnerHtml: our own JSON, in which no tag can end
        dangerouslySetInnerHTML={{ __html: JSON.stringify(page).replaceAll('<', '\\u003c') }}
      />
    </div>
  )
}

function pageData(language: Language): PlainPageData {
  const { labels, hints, options } = tipWords(language)
  const site = loadSite()
  const inboxes = loadPublicInboxes()
  const prefix = language === DEFAULT_LANGUAGE ? '' : `/${language}`
  const limits = inboxes.map(({ fileLimits }) => plainLimits(fileLimits))
  const names = new Intl.DisplayNames([language], { type: 'region' })
  const countries = COUNTRY_CODES.map((code) => [code, names.of(code) ?? code] as const)
  return {
    language,
    address: prefix + PATH,
    formAddress: `${prefix}/report`,
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
    signs: loadSigns()
      .filter(({ inForm }) => inForm)
      .map(({ id, title }) => ({ id, title })),
    partners: [...new Set(inboxes.flatMap(({ partners }) => partners ?? []))],
    countries: countries.toSorted(([, one], [, other]) => one.localeCompare(other, language)),
    demonstration: inboxes.some(({ demo }) => demo) || emptyLegalFields(site).length > 0,
    desk: {
      whoReads: site.desk.whoReads,
      country: site.desk.country,
      replyTime: site.desk.replyTime,
      hereDays: Number(process.env.RETENTION_DAYS || RETENTION_DAYS),
      deskDays: site.desk.retentionDays,
    },
    // Which desk takes it shows only in the answers: what every desk takes is promised.
    limits: {
      files: Math.min(...limits.map(({ files }) => files)),
      bytes: Math.min(...limits.map(({ bytes }) => bytes)),
    },
  }
}
