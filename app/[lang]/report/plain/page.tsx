/**
 * The tip form without scripts. The build draws it empty and keeps its words and data; the server draws
 * its answers from them, by the same component (docs/decisions/0023-answers-drawn-by-the-page-itself.md).
 */
import type { Metadata } from 'next'
import { PLAIN_ROOT, PlainPage, type PlainPageData } from '#components/plain-form/plain-page'
import { loadSigns, loadSite } from '#lib/content/data'
import type { Language } from '#lib/i18n/languages'
import { plainFollowUpWords } from '#lib/i18n/plain-follow-up-words'
import { plainWords } from '#lib/i18n/plain-words'
import { UNTOUCHED } from '#lib/plain/view'
import { COUNTRY_CODES } from '#lib/tip/countries'
import { type LanguageParams, languageOf, pageMetadata, replyPattern } from '../../../page-data.ts'
import { loadPublicInboxes } from '../public-inboxes.ts'
import { DataForServer, localAddress, plainData } from './plain-data.tsx'

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
      <DataForServer page={page} />
    </div>
  )
}

function pageData(language: Language): PlainPageData {
  const site = loadSite()
  const names = new Intl.DisplayNames([language], { type: 'region' })
  const countries = COUNTRY_CODES.map((code) => [code, names.of(code) ?? code] as const)
  return {
    kind: 'report',
    ...plainData(language, PATH),
    wayBack:
      replyPattern() === null
        ? null
        : {
            words: plainFollowUpWords(language),
            address: localAddress(language, '/follow-up'),
            plainAddress: localAddress(language, '/follow-up/plain'),
          },
    signs: loadSigns()
      .filter(({ inForm }) => inForm)
      .map(({ id, title }) => ({ id, title })),
    partners: [...new Set(loadPublicInboxes().flatMap(({ partners }) => partners ?? []))],
    countries: countries.toSorted(([, one], [, other]) => one.localeCompare(other, language)),
    desk: {
      whoReads: site.desk.whoReads,
      country: site.desk.country,
      replyTime: site.desk.replyTime,
      hereDays: Number(process.env.RETENTION_DAYS || RETENTION_DAYS),
      deskDays: site.desk.retentionDays,
    },
  }
}
