'use client'
/** What to do at once when data or money is leaving, shown the moment that this is chosen. */
import { Notice } from '#components/ui/notice'
import { fill } from '#lib/i18n/fill'
import { useChosenInbox } from './inbox-key.tsx'
import { useFormPage } from './words.tsx'

/** Shown inside a live region, so that a screen reader hears it without losing its place. */
export function UrgentBox() {
  const { urgent, newTab } = useFormPage().words
  const { name, leavingNow } = useChosenInbox()
  return (
    <Notice title={urgent.heading} id="urgent">
      <ol className="list-decimal space-y-2 pl-6">
        {urgent.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p className="font-semibold">{urgent.callHeading}</p>
      <ul className="list-disc space-y-2 pl-6">
        {urgent.call.map((who) => (
          <li key={who}>{who}</li>
        ))}
      </ul>
      <p>
        {/* A new tab, so that what is typed here stays. */}
        <a
          href="/first-72-hours"
          target="_blank"
          rel="noreferrer"
          className="font-semibold text-action underline underline-offset-3"
        >
          {urgent.link} ({newTab})
        </a>
      </p>
      <p>{fill(leavingNow ? urgent.toUrgentDesk : urgent.toUsualDesk, { name })}</p>
      <p className="text-sm text-ink-soft">{urgent.thenTell}</p>
    </Notice>
  )
}
