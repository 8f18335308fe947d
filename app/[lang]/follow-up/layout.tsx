/** Loads the stylesheet of pages with controls, as the form's layout does. */

import type { ReactNode } from 'react'
import '../report/form.css'

/** Wraps the pages under `/follow-up`; adds styles only. */
export default function FollowUpLayout({ children }: { children: ReactNode }) {
  return children
}
