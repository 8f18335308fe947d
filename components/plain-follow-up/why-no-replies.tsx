/** Why the page without scripts opens no replies. */
import { Notice } from '#components/ui/notice'
import type { PlainFollowUpData } from './plain-follow-up-data.ts'

/** Why replies are not opened here, and where they are. */
export function WhyNoReplies({ page: { followUp, scriptAddress } }: { page: PlainFollowUpData }) {
  const { whyHeading, why, link, tor } = followUp.replies
  return (
    <Notice look="quiet" title={whyHeading} id="why-no-replies">
      {why.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <p>
        <a href={scriptAddress} className="font-semibold text-action underline underline-offset-3">
          {link}
        </a>
        .
      </p>
      <p>{tor}</p>
    </Notice>
  )
}
