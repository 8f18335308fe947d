'use client'
/** The authorities that anybody can tell directly, as far as their address was read and is sure. */
import { useFormPage } from './words.tsx'

const link = 'text-action underline underline-offset-3'

/** A short list; the advisory on the first hours says more. */
export function OfficialChannels() {
  const { words } = useFormPage()
  return (
    <ul className="list-disc space-y-2 pl-6">
      <li>
        <a className={link} href="https://www.ic3.gov" target="_blank" rel="noreferrer">
          {words.channels.ic3} ({words.newTab})
        </a>
      </li>
      <li>{words.channels.police}</li>
      <li>
        <a className={link} href="/first-72-hours" target="_blank" rel="noreferrer">
          {words.channels.more} ({words.newTab})
        </a>
      </li>
    </ul>
  )
}
