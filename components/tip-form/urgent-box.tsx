'use client'
/** What to do at once when data or money is leaving, shown the moment that this is chosen. */
import { Notice } from '#components/ui/notice'
import { UrgentSteps } from '#components/ui/urgent-steps'
import { fill } from '#lib/i18n/fill'
import { useChosenInbox } from './inbox-key.tsx'
import { useFormPage } from './words.tsx'

/** Shown inside a live region, so that a screen reader hears it without losing its place. */
export function UrgentBox() {
  const { words } = useFormPage()
  const { urgent } = words
  const { name, leavingNow } = useChosenInbox()
  return (
    <Notice title={urgent.heading} id="urgent">
      <UrgentSteps words={words} />
      <p>{fill(leavingNow ? urgent.toUrgentDesk : urgent.toUsualDesk, { name })}</p>
      <p className="text-sm text-ink-soft">{urgent.thenTell}</p>
    </Notice>
  )
}
