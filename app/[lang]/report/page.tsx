/** The tip form's page: what it says is fixed when it is built, what it does happens in the browser. */
import type { Metadata } from 'next'
import {
  FORM_DATA,
  FORM_ROOT,
  FormIsland,
  type FormIslandProps,
} from '#components/tip-form/form-island'
import { EncryptingSteps } from '#components/tip-form/other-ways'
import { PlainLink } from '#components/tip-form/plain-link'
import { Notice } from '#components/ui/notice'
import { emptyLegalFields, loadSigns, loadSite } from '#lib/content/data'
import { formWords } from '#lib/i18n/form-words'
import { tipWords } from '#lib/i18n/tip-words'
import { type LanguageParams, languageOf, pageMetadata, replyPattern } from '../../page-data.ts'
import { keyStatement } from '../key-statement.ts'
import { loadPublicInboxes } from './public-inboxes.ts'

/** Days after delivery for which the server keeps a sealed tip, as in `.env.example`. */
const RETENTION_DAYS = 14

/** Title and description of the page. */
export async function generateMetadata({ params }: LanguageParams): Promise<Metadata> {
  const { title, description } = formWords(await languageOf(params))
  return pageMetadata({ title, description, path: '/report', site: loadSite().name })
}

/** The page itself. */
export default async function ReportPage({ params }: LanguageParams) {
  const language = await languageOf(params)
  const words = formWords(language)
  const { labels, hints, options } = tipWords(language)
  const site = loadSite()
  const inboxes = loadPublicInboxes()
  const demonstration = inboxes.some(({ demo }) => demo) || emptyLegalFields(site).length > 0
  const island: FormIslandProps = {
    page: {
      language,
      words,
      questions: { labels, hints, options },
      inboxes,
      statement: keyStatement(),
      signs: loadSigns()
        .filter(({ inForm }) => inForm)
        .map(({ id, title }) => ({ id, title })),
      demonstration,
      replyTime: site.desk.replyTime,
      operatorEmail: site.operator.email,
      followUp: replyPattern(),
    },
    desk: {
      whoReads: site.desk.whoReads,
      country: site.desk.country,
      replyTime: site.desk.replyTime,
      hereDays: Number(process.env.RETENTION_DAYS || RETENTION_DAYS),
      deskDays: site.desk.retentionDays,
    },
  }
  return (
    <div className="max-w-measure">
      <h1 className="font-serif text-4xl leading-tight font-bold">{words.title}</h1>
      <p className="mt-4 mb-6 text-xl">{words.lead}</p>
      <noscript>
        <Notice title={words.sealer.failedHeading} id="no-script">
          <p>{words.otherWays.noScript}</p>
          <PlainLink words={words} />
          <p>{words.plain.orYourself}</p>
          <EncryptingSteps words={words} />
          <p>
            <a href="#other-ways" className="font-semibold text-action underline">
              {words.sealer.otherWays}
            </a>
          </p>
        </Notice>
      </noscript>
      <div id={FORM_ROOT}>
        <FormIsland {...island} />
      </div>
      <script
        type="application/json"
        id={FORM_DATA}
        // biome-ignore lint/security/noDangerouslySetInnerHtml: our own JSON, in which no tag can end
        dangerouslySetInnerHTML={{ __html: JSON.stringify(island).replaceAll('<', '\\u003c') }}
      />
    </div>
  )
}
