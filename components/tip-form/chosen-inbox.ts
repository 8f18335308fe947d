/**
 * Which inbox the answers lead to, and whether its key still holds. What the form shows, what it seals
 * and what it asks of the server all come from here.
 */
import { inboxFor } from '#lib/inboxes/routing'
import type { FormInbox, FormPage } from './words.tsx'

/** The answers that routing looks at, as the form holds them or as they are sent. */
export type RoutingAnswers = {
  category: string | null
  now: string | null
  organisation?: { country?: string | undefined } | undefined
}

/** The inbox that takes the tip; before a category is chosen, as for “something else”. */
export function chosenInbox(
  { inboxes, language }: Pick<FormPage, 'inboxes' | 'language'>,
  { category, now, organisation }: RoutingAnswers,
): FormInbox {
  return inboxFor(inboxes, {
    category: category ?? 'other',
    // A select that was not answered holds an empty string.
    country: organisation?.country || undefined,
    language,
    leavingNow: now === 'leaving-now',
  })
}

/** The day (`2026-11-22`, UTC) on which the key of `inbox` expired, or undefined while it holds. */
export function expiredOn({ expires }: FormInbox, now: Date): string | undefined {
  return expires !== null && new Date(expires) <= now ? expires.slice(0, 10) : undefined
}

/**
 * The partners of the inbox that takes the tip, where the sender allows it to be shared with partners:
 * whom they may choose. Empty where the desk may tell nobody else, must ask first, or has no partners.
 */
export function offeredPartners(
  page: Pick<FormPage, 'inboxes' | 'language'>,
  answers: RoutingAnswers & { sharing: string },
): readonly string[] {
  return answers.sharing === 'green' ? (chosenInbox(page, answers).partners ?? []) : []
}
