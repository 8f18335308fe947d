/** The three questions that must be answered, what to do at once, and the demand. */
import { Notice } from '#components/ui/notice'
import { UrgentSteps } from '#components/ui/urgent-steps'
import { PlainArea, PlainChoices, type PlainForm, PlainSection } from './plain-fields.tsx'
import type { PlainPageData } from './plain-page-data.ts'

/** Shown as soon as “leaving now” is chosen where style sheets can tell, and always elsewhere. */
export function PlainMain({ form }: { form: PlainForm }) {
  const { words, own, questions } = form.page
  return (
    <PlainSection title={words.sections.main}>
      <PlainChoices
        form={form}
        name="category"
        kind="radio"
        options={Object.entries(questions.options.category)}
        required
      />
      <PlainChoices
        form={form}
        name="now"
        kind="radio"
        options={Object.entries(questions.options.now)}
        required
      />
      <div className="if-leaving-now">
        <LeavingNow page={form.page} />
      </div>
      <PlainArea form={form} name="story" rows={9} required />
      <PlainArea form={form} name="demand" rows={4} hint={own.demandHint} />
    </PlainSection>
  )
}

/** What to do at once when data or money is leaving. */
export function LeavingNow({ page: { words, own } }: { page: PlainPageData }) {
  return (
    <Notice title={`${own.urgentSummary}: ${words.urgent.heading}`} id="urgent">
      <UrgentSteps words={words} />
    </Notice>
  )
}
