/** What to do at once when data or money is leaving, on the form with scripts and on the one without. */
import type { FormWords } from '#lib/i18n/form-words'
import { NewTab } from './new-tab.tsx'

/** The steps, whom to call, and where there is more. */
export function UrgentSteps({
  words: { urgent, newTab },
}: {
  words: Pick<FormWords, 'urgent' | 'newTab'>
}) {
  return (
    <>
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
        <NewTab href="/first-72-hours" text={`${urgent.link} (${newTab})`} />
      </p>
    </>
  )
}
