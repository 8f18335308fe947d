'use client'
/** The words of the page's language, and what else every part of the form reads but none changes. */
import { createContext, type ReactNode, useContext } from 'react'
import type { FormWords } from '#lib/i18n/form-words'
import type { Language } from '#lib/i18n/languages'
import type { TipWords } from '#lib/i18n/tip-words'
import type { PublicInbox } from '#lib/protocol/shapes'

/** An inbox as the page knows it: what the protocol says of it, and what a sender without scripts needs. */
export type FormInbox = PublicInbox & {
  /** Made for trying out; nothing real may be sent to it. */
  demo: boolean
  /** Mail address for those who encrypt themselves; empty for a demonstration. */
  address: string
  /** When the first of its certificates expires, as an ISO date and time; null when none does. */
  expires: string | null
  /** How many files of how many bytes in all it takes; left out when it takes what the site does. */
  fileLimits?: { files: number; bytes: number } | undefined
}

/** A sign as a checkbox shows it. */
export type FormSign = { id: string; title: string }

export type FormPage = {
  language: Language
  words: FormWords
  questions: Omit<TipWords, 'headings'>
  inboxes: FormInbox[]
  signs: FormSign[]
  /** The desk's signed statement of its keys; null when the site publishes none. */
  statement: { path: string; signer: string; until: string } | null
  /** True when the inbox or the operator is not real. */
  demonstration: boolean
  /** When the desk answers, in the operator's words; empty when not said. */
  replyTime: string
  /** Mail address of the operator, who is not the desk; empty when not filled in. */
  operatorEmail: string
  /** The reply address with a `*`, where the site has a way back to its senders; else null. */
  followUp: string | null
}

/** What choosing files and sending them needs: of the form, and of the page that a sender comes back to. */
export type SendPage = Pick<FormPage, 'language' | 'demonstration' | 'inboxes'> & {
  words: Pick<
    FormWords,
    'demonstration' | 'exit' | 'files' | 'newTab' | 'optional' | 'remove' | 'required' | 'sending'
  >
  questions: { labels: Pick<TipWords['labels'], 'files'>; hints: Pick<TipWords['hints'], 'files'> }
}

const Context = createContext<FormPage | undefined>(undefined)
const SendContext = createContext<SendPage | undefined>(undefined)

/** Hands the page's words and data to everything inside. */
export function FormPageProvider({ page, children }: { page: FormPage; children: ReactNode }) {
  return (
    <Context value={page}>
      <SendPageProvider page={page}>{children}</SendPageProvider>
    </Context>
  )
}

/** The same for a page that sends without the questions of a tip. */
export function SendPageProvider({ page, children }: { page: SendPage; children: ReactNode }) {
  return <SendContext value={page}>{children}</SendContext>
}

/**
 * What of the page's words and data is there wherever something is sent.
 * @throws outside of `SendPageProvider` and `FormPageProvider`
 */
export function useSendPage(): SendPage {
  const page = useContext(SendContext)
  if (page === undefined) throw new Error('useSendPage needs a SendPageProvider around it.')
  return page
}

/**
 * The page's words and data.
 * @throws outside of `FormPageProvider`
 */
export function useFormPage(): FormPage {
  const page = useContext(Context)
  if (page === undefined) throw new Error('useFormPage needs a FormPageProvider around it.')
  return page
}
