/** The page that a sender comes back to: what it says is fixed when it is built, what it does happens in the browser. */
import type { Metadata } from 'next'
import {
  FOLLOW_UP_DATA,
  FOLLOW_UP_ROOT,
  FollowUpIsland,
} from '#components/follow-up/follow-up-island'
import type { FollowUpPage } from '#components/follow-up/follow-up-page'
import { Notice } from '#components/ui/notice'
import { emptyLegalFields, loadSite } from '#lib/content/data'
import { followUpWords } from '#lib/i18n/follow-up-words'
import { formWords } from '#lib/i18n/form-words'
import { type LanguageParams, languageOf, pageMetadata, replyPattern } from '../../page-data.ts'
import '../../../components/follow-up/follow-up.css'
import { loadPublicInboxes } from '../report/public-inboxes.ts'

/** Days after the last message until a conversation is forgotten, as in `.env.example`. */
const RETENTION_DAYS = 14

/** Title and description of the page. */
export async function generateMetadata({ params }: LanguageParams): Promise<Metadata> {
  const { title, description } = followUpWords(await languageOf(params))
  return pageMetadata({ title, description, path: '/follow-up', site: loadSite().name })
}

/** The page itself. */
export default async function Page({ params }: LanguageParams) {
  const language = await languageOf(params)
  const own = followUpWords(language)
  const { demonstration, exit, files, newTab, optional, remove, required, ...form } =
    formWords(language)
  const inboxes = loadPublicInboxes()
  const page: FollowUpPage = {
    language,
    own,
    words: {
      demonstration,
      exit,
      files,
      newTab,
      optional,
      remove,
      required,
      sending: { ...form.sending, heading: own.write.sending, stay: own.write.stay },
    },
    questions: { labels: { files: own.write.files }, hints: { files: own.write.fileHint } },
    inboxes,
    demonstration: inboxes.some(({ demo }) => demo) || emptyLegalFields(loadSite()).length > 0,
    receiptFile: form.receiptFile,
    problemHeading: form.errors.heading,
    errorPrefix: form.errors.titlePrefix,
    days: Number(process.env.RETENTION_DAYS || RETENTION_DAYS),
  }
  return (
    <div className="max-w-measure">
      <h1 className="font-serif text-4xl leading-tight font-bold">{own.title}</h1>
      <p className="mt-4 mb-6 text-xl">{own.lead}</p>
      {replyPattern() === null ? <p className="mb-6">{own.noNewCodes}</p> : null}
      <noscript>
        <Notice title={own.noScript.heading} id="no-script">
          <p>{own.noScript.text}</p>
          <p>{own.noScript.why}</p>
          <p>
            <a href="/follow-up/plain" className="font-semibold text-action underline">
              {own.noScript.link}
            </a>
          </p>
        </Notice>
      </noscript>
      {/* A browser without scripts never shows it: see follow-up.css. */}
      <div id={FOLLOW_UP_ROOT}>
        <FollowUpIsland page={page} />
      </div>
      <script
        type="application/json"
        id={FOLLOW_UP_DATA}
        // biome-ignore lint/security/noDangerouslySetInnerHtml: our own JSON, in which no tag can end
        dangerouslySetInnerHTML={{ __html: JSON.stringify(page).replaceAll('<', '\\u003c') }}
      />
    </div>
  )
}
