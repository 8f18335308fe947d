'use client'
/** Says that nothing real may be sent; stands at the top and beside every button that leads to sending. */
import { Notice } from '#components/ui/notice'
import { useSendPage } from './words.tsx'

/** Empty when the inbox and its operator are real. */
export function DemonstrationNotice() {
  const { words, demonstration, inboxes } = useSendPage()
  if (!demonstration) return null
  const { title, demoInbox, unnamed } = words.demonstration
  return (
    <Notice title={title} id="demonstration">
      <p>{inboxes.some(({ demo }) => demo) ? demoInbox : unnamed}</p>
    </Notice>
  )
}

/** The same in one line, for the place beside a button. */
export function DemonstrationReminder() {
  const { words, demonstration } = useSendPage()
  return demonstration ? (
    <p className="mb-4 font-bold text-warning">{words.demonstration.title}</p>
  ) : null
}
