/** A form that a browser without scripts sends: its text and files in the body, never in the address. */
import type { ReactNode } from 'react'

/** Sends to the page's own `address`. */
export function PostForm({
  page: { address },
  className = 'mt-8 space-y-6',
  children,
}: {
  page: { address: string }
  className?: string
  children: ReactNode
}) {
  return (
    <form
      method="post"
      action={address}
      encType="multipart/form-data"
      acceptCharset="utf-8"
      autoComplete="off"
      // Some browsers send what is typed to a spelling service. Inherited by every field.
      spellCheck={false}
      className={className}
    >
      {children}
    </form>
  )
}
