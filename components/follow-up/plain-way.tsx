/** The way to the page that needs no script. */
import { useFollowUpPage } from './follow-up-page.tsx'

/** A link of its own line. */
export function PlainWay() {
  return (
    <p className="mt-2">
      <a href="/follow-up/plain" className="font-semibold text-action underline underline-offset-3">
        {useFollowUpPage().own.sealer.link}
      </a>
    </p>
  )
}
