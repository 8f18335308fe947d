'use client'
/**
 * The part of `/follow-up` that React takes over in the browser, and how the page hands it its words
 * and data, as the form's page does (components/tip-form/form-island.tsx).
 */
import { FollowUp } from './follow-up.tsx'
import { type FollowUpPage, FollowUpPageProvider } from './follow-up-page.tsx'

/** Ids in the page: the element that React takes over, and the JSON of its properties. */
export const FOLLOW_UP_ROOT = 'follow-up'
export const FOLLOW_UP_DATA = 'follow-up-data'

/** Everything on the page that needs a script. */
export function FollowUpIsland({ page }: { page: FollowUpPage }) {
  return (
    <FollowUpPageProvider page={page}>
      <FollowUp />
    </FollowUpPageProvider>
  )
}
