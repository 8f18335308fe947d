/** The three questions that must be answered, what to do at once, and the demand. */
import { Notice } from '#components/ui/notice'
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
  const { urgent } = words
  return (
    <Notice title={`${own.urgentSummary}: ${urgent.heading}`} id="urgent">
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
        <NewTab href="/first-72-hours" text={`${urgent.link} (${words.newTab})`} />
      </p>
    </Notice>
  )
}

/** A link that leaves what was typed where it is. */
export function NewTab({ href, text }: { href: string; text: string }) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer"
      className="font-semibold text-action underline underline-offset-3"
    >
      {text}
    </a>
  )
}
