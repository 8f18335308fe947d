/** The tip form's page: what it says is fixed when it is built, what it does happens in the browser. */
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { BeforeYouWrite } from '#components/tip-form/before-you-write'
import { EncryptingSteps, OtherWays } from '#components/tip-form/other-ways'
import { TipForm } from '#components/tip-form/tip-form'
import { Notice } from '#components/ui/notice'
import { emptyLegalFields, loadSigns, loadSite } from '#lib/content/data'
import { formWords } from '#lib/i18n/form-words'
import { isLanguage } from '#lib/i18n/languages'
import { tipWords } from '#lib/i18n/tip-words'
import { loadPublicInboxes } from './public-inboxes.ts'

type Props = { params: Promise<{ lang: string }> }

/** Days after delivery for which the server keeps a sealed tip, as in `.env.example`. */
const RETENTION_DAYS = 14

/** Title and description of the page. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang } = await params
  if (!isLanguage(lang)) return {}
  const { title, description } = formWords(lang)
  return { title, description }
}

/** The page itself. */
export default async function ReportPage({ params }: Props) {
  const { lang } = await params
  if (!isLanguage(lang)) notFound()
  const words = formWords(lang)
  const site = loadSite()
  const inboxes = loadPublicInboxes()
  const demonstration = inboxes.some(({ demo }) => demo) || emptyLegalFields(site).length > 0
  return (
    <div className="max-w-measure">
      <h1 className="font-serif text-4xl leading-tight font-bold">{words.title}</h1>
      <p className="mt-4 mb-6 text-xl">{words.lead}</p>
      <noscript>
        <Notice title={words.sealer.failedHeading} id="no-script">
          <p>{words.otherWays.noScript}</p>
          <EncryptingSteps words={words} />
          <p>
            <a href="#other-ways" className="font-semibold text-action underline">
              {words.sealer.otherWays}
            </a>
          </p>
        </Notice>
      </noscript>
      <TipForm
        page={{
          language: lang,
          words,
          questions: tipWords(lang),
          inboxes,
          signs: loadSigns().map(({ id, title }) => ({ id, title })),
          demonstration,
          replyTime: site.desk.replyTime,
        }}
        before={
          <BeforeYouWrite
            words={words}
            desk={{
              whoReads: site.desk.whoReads,
              country: site.desk.country,
              replyTime: site.desk.replyTime,
              hereDays: Number(process.env.RETENTION_DAYS || RETENTION_DAYS),
              deskDays: site.desk.retentionDays,
            }}
          />
        }
      />
      <OtherWays words={words} inboxes={inboxes} />
    </div>
  )
}
