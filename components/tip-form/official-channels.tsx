'use client'
/** The authorities that anybody can tell directly, as far as their address was read and is sure. */
import { NewTab } from '#components/ui/new-tab'
import { useFormPage } from './words.tsx'

/** A short list; the advisory on the first hours says more. */
export function OfficialChannels() {
  const { words } = useFormPage()
  return (
    <ul className="list-disc space-y-2 pl-6">
      <li>
        <NewTab
          look="plain"
          href="https://www.ic3.gov"
          text={`${words.channels.ic3} (${words.newTab})`}
        />
      </li>
      <li>{words.channels.police}</li>
      <li>
        <NewTab
          look="plain"
          href="/first-72-hours"
          text={`${words.channels.more} (${words.newTab})`}
        />
      </li>
    </ul>
  )
}
