/** The summary of what is wrong, first on the page that answers a form. */

import { NewTab } from '#components/ui/new-tab'
import type { FormWords } from '#lib/i18n/form-words'
import { controlId } from '#lib/plain/fields'
import type { PlainError } from '#lib/plain/view'

/** What is wrong, each entry with a link to its field. It takes the focus where browsers let it. */
export function PlainErrors({
  page: { words, formAddress },
  errors,
  kept,
}: {
  page: { words: Pick<FormWords, 'errors' | 'sealer' | 'newTab'>; formAddress: string }
  errors: readonly PlainError[]
  /** What has become of what was typed; null when there is nothing to say. */
  kept: string | null
}) {
  if (errors.length === 0) return null
  return (
    <section
      tabIndex={-1}
      // biome-ignore lint/a11y/noAutofocus: the page is an answer; its first news is what is wrong
      autoFocus
      aria-labelledby="error-summary-title"
      className="mt-6 border-4 border-warning p-4 sm:p-6"
    >
      <h2 id="error-summary-title" className="font-serif text-xl font-bold">
        {words.errors.heading}
      </h2>
      <ul className="mt-2 space-y-1">
        {errors.map(({ field, message }) => (
          <li key={`${field} ${message}`}>
            {field === null ? (
              <p className="font-semibold text-warning">{message}</p>
            ) : (
              <a
                href={`#${controlId(field)}`}
                className="font-semibold text-warning underline underline-offset-3"
              >
                {message}
              </a>
            )}
          </li>
        ))}
      </ul>
      {kept === null ? null : <p className="mt-3">{kept}</p>}
      {errors.some(({ field }) => field === null) ? (
        <p className="mt-3">
          <NewTab
            href={`${formAddress}#other-ways`}
            text={`${words.sealer.otherWays} (${words.newTab})`}
          />
        </p>
      ) : null}
    </section>
  )
}
