/**
 * Next demands a layout here; the document itself is made one level down, where the language is
 * known (`[lang]/layout.tsx`), and in `not-found.tsx`.
 */
import type { ReactNode } from 'react'
import './globals.css'

/** Adds nothing but the stylesheet. */
export default function RootLayout({ children }: { children: ReactNode }) {
  return children
}
