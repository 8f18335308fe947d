/** Tells the mails of machines from those of people, so that no machine is ever answered (RFC 3834). */
import type { Email } from 'postal-mime'

/** Fields of the mails that this server sends. */
const OWN_FIELDS: readonly string[] = ['tip-reference', 'tip-refusal']

/**
 * Why nobody wrote this mail, or null when somebody may have. Our own mails are known by their header
 * fields: the domain of a Message-ID says nothing, since a desk's mail program may use ours.
 */
export function whyNotAPerson(
  mail: Pick<Email, 'headers'>,
): 'auto-reply' | 'bounce' | 'list' | 'loop' | null {
  const value = (name: string) =>
    mail.headers
      .find(({ key }) => key === name)
      ?.value.trim()
      .toLowerCase() ?? null
  const type = value('content-type') ?? ''
  if (type.startsWith('multipart/report') || type.startsWith('message/delivery-status')) {
    return 'bounce'
  }
  if (value('return-path') === '<>' || value('x-failed-recipients') !== null) return 'bounce'
  if (
    /^"?(mailer-daemon|postmaster)"?[\s<@]|<(mailer-daemon|postmaster)@/.test(value('from') ?? '')
  ) {
    return 'bounce'
  }
  // Before the rest: our own mails say that a program sent them.
  if (mail.headers.some(({ key }) => OWN_FIELDS.includes(key))) return 'loop'
  const submitted = value('auto-submitted')
  if (submitted !== null && !/^no\b/.test(submitted)) return 'auto-reply'
  if (value('x-autoreply') !== null || value('x-autorespond') !== null) return 'auto-reply'
  if (value('precedence') === 'auto_reply') return 'auto-reply'
  if (value('list-id') !== null || /^(bulk|junk|list)$/.test(value('precedence') ?? '')) {
    return 'list'
  }
  return null
}
