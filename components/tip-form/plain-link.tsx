/** The way to the page that needs no scripts, and what is different there. Needs no script itself. */
import type { FormWords } from '#lib/i18n/form-words'

/** `newTab` where something is typed already, which then stays. */
export function PlainLink({ words, newTab = false }: { words: FormWords; newTab?: boolean }) {
  const { plain } = words
  return (
    <p>
      <a
        href="/report/plain"
        {...(newTab && { target: '_blank', rel: 'noreferrer' })}
        className="font-semibold text-action underline underline-offset-3"
      >
        {plain.link}
        {newTab ? ` (${words.newTab})` : ''}
      </a>
      . {plain.means}
    </p>
  )
}
