/** What somebody must know before they type their words. Read without scripts as well. */
import { useFollowUpPage } from './follow-up-page.tsx'

/** A short list of terms. */
export function BeforeYouOpen() {
  const { before } = useFollowUpPage().own
  return (
    <section aria-labelledby="before">
      <h2 id="before" className="font-serif text-2xl font-bold">
        {before.heading}
      </h2>
      <dl className="mt-3 border-b border-rule">
        {before.points.map(({ term, text }) => (
          <div
            key={term}
            className="gap-6 border-t border-rule py-3 sm:grid sm:grid-cols-[12rem_1fr]"
          >
            <dt className="font-semibold">{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
