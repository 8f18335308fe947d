'use client'
/** The words and data of the page, which every part of it reads but none changes. */
import { createContext, type ReactNode, useContext } from 'react'
import { type SendPage, SendPageProvider } from '#components/tip-form/words'
import type { FollowUpWords } from '#lib/i18n/follow-up-words'
import type { ReceiptWords } from '#lib/i18n/receipt-words'

export type FollowUpPage = SendPage & {
  own: FollowUpWords
  /** For the receipt of a message, and for hours. */
  receiptFile: Pick<ReceiptWords, 'saved'>
  problemHeading: string
  errorPrefix: string
  /** Days after the last message until a conversation is forgotten. */
  days: number
}

const Context = createContext<FollowUpPage | undefined>(undefined)

/** Hands them to everything inside. */
export function FollowUpPageProvider({
  page,
  children,
}: {
  page: FollowUpPage
  children: ReactNode
}) {
  return (
    <Context value={page}>
      <SendPageProvider page={page}>{children}</SendPageProvider>
    </Context>
  )
}

/**
 * The page's words and data.
 * @throws outside of `FollowUpPageProvider`
 */
export function useFollowUpPage(): FollowUpPage {
  const page = useContext(Context)
  if (page === undefined) throw new Error('useFollowUpPage needs a FollowUpPageProvider around it.')
  return page
}
