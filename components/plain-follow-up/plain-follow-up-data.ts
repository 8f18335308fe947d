/** What the page for those who come back without scripts needs to draw itself; plain JSON, fixed by the build. */
import type { PlainPageData } from '#components/plain-form/plain-page'
import type { PlainFollowUpWords } from '#lib/i18n/plain-follow-up-words'

export type PlainFollowUpData = Pick<
  PlainPageData,
  | 'language'
  | 'address'
  | 'formAddress'
  | 'words'
  | 'own'
  | 'questions'
  | 'inboxes'
  | 'limits'
  | 'demonstration'
> & {
  kind: 'follow-up'
  followUp: PlainFollowUpWords
  /** Where replies are read. */
  scriptAddress: string
  /** Whether this site has a way back to its senders. */
  offered: boolean
}
