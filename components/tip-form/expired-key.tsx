'use client'
/** Says that the desk's key has expired while somebody writes, or before, and what can be done. */
import { NewTab } from '#components/ui/new-tab'
import { Notice } from '#components/ui/notice'
import { dateInWords } from '#lib/i18n/dates'
import { fill } from '#lib/i18n/fill'
import { expiredOn } from './chosen-inbox.ts'
import { useChosenInbox } from './inbox-key.tsx'
import { CopyTyped } from './sealer-notice.tsx'
import { useLive } from './use-live.ts'
import { useFormPage } from './words.tsx'

const EXPIRED_ID = 'key-expired'

/** The inbox whose key has expired by this device's clock, and when; undefined while it holds. */
function useExpired(): { name: string; day: string } | undefined {
  const inbox = useChosenInbox()
  // The page may have been built long ago, and must first be drawn as it was built.
  const day = useLive() ? expiredOn(inbox, new Date()) : undefined
  return day === undefined ? undefined : { name: inbox.name, day }
}

/** At the top of the form: what is wrong and every way out. `typed` is what could be lost. */
export function ExpiredKeyNotice({ typed }: { typed: (() => string) | undefined }) {
  const { words, language, operatorEmail } = useFormPage()
  const { expired, channels, newTab } = words
  const found = useExpired()
  return (
    <div role="alert" className="empty:hidden">
      {found ? (
        <Notice title={expired.heading} id={EXPIRED_ID}>
          <p>{fill(expired.text, { name: found.name, day: dateInWords(found.day, language) })}</p>
          <p>{expired.clock}</p>
          <p>{expired.later}</p>
          {typed ? <CopyTyped text={typed} /> : null}
          {operatorEmail ? (
            <p>
              {expired.operator}{' '}
              <a
                className="text-action underline underline-offset-3"
                href={`mailto:${operatorEmail}`}
              >
                {operatorEmail}
              </a>
            </p>
          ) : null}
          <p>
            <NewTab href="/first-72-hours" text={`${channels.more} (${newTab})`} />
          </p>
        </Notice>
      ) : null}
    </div>
  )
}

/** The same in one line, before the long answer: the notice is above the reader's view by then. */
export function ExpiredKeyReminder() {
  const { expired } = useFormPage().words
  return useExpired() ? (
    <p className="font-semibold text-warning">
      {expired.heading}.{' '}
      <a href={`#${EXPIRED_ID}`} className="text-action underline underline-offset-3">
        {expired.ways}
      </a>
    </p>
  ) : null
}
