/**
 * The page without scripts for senders who come back. The build draws it empty, the server draws its
 * answers (docs/decisions/0023-answers-drawn-by-the-page-itself.md).
 */
import type { Metadata } from 'next'
import {
  type PlainFollowUpData,
  PlainFollowUpPage,
} from '#components/plain-follow-up/plain-follow-up-page'
import { PLAIN_ROOT } from '#components/plain-form/plain-page'
import { loadSite } from '#lib/content/data'
import { plainFollowUpWords } from '#lib/i18n/plain-follow-up-words'
import { NOBODY_YET } from '#lib/plain/view'
import { type LanguageParams, languageOf, pageMetadata, replyPattern } from '../../../page-data.ts'
import { DataForServer, localAddress, plainData } from '../../report/plain/plain-data.tsx'

const PATH = '/follow-up/plain'

/** Title and description of the page. */
export async function generateMetadata({ params }: LanguageParams): Promise<Metadata> {
  const { title, description } = plainFollowUpWords(await languageOf(params))
  return pageMetadata({ title, description, path: PATH, site: loadSite().name })
}

/** The page itself. */
export default async function PlainFollowUp({ params }: LanguageParams) {
  const language = await languageOf(params)
  const page: PlainFollowUpData = {
    kind: 'follow-up',
    ...plainData(language, PATH),
    followUp: plainFollowUpWords(language),
    scriptAddress: localAddress(language, '/follow-up'),
    offered: replyPattern() !== null,
  }
  return (
    <div className="max-w-measure">
      <div id={PLAIN_ROOT}>
        <PlainFollowUpPage page={page} view={NOBODY_YET} />
      </div>
      <DataForServer page={page} />
    </div>
  )
}
