/** Loads the form's own stylesheet, so that its utility classes do not weigh on reading pages. */

import type { ReactNode } from 'react'
import './form.css'

/** Wraps the pages under `/report`; adds styles only. */
export default function ReportLayout({ children }: { children: ReactNode }) {
  return children
}
