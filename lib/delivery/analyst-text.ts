/**
 * The text of a mail that carries a tip as an attachment, for providers that take no finished PGP/MIME
 * mail: what an analyst should know before opening it, on one screen. The same delivery always gives
 * the same text, since a repeated request must equal the first one.
 */
import type { Inbox } from '#lib/inboxes/inbox'
import type { Delivery } from '#lib/store/store'
import { sizeInWords } from './mail.ts'

/** The file name of a sealed part; not `.asc`, which mail programs take for a key. */
export function attachmentName(part: number): string {
  return part === 0 ? 'tip.eml.pgp' : `file-${part}.pgp`
}

/**
 * The text.
 * @param retentionDays how long the server keeps its sealed copy after the mail went
 */
export function analystText(options: {
  delivery: Delivery
  inbox: Inbox
  retentionDays: number
}): string {
  const { delivery, inbox, retentionDays } = options
  const hour = delivery.hour.replace('T', ' ').replace('Z', ' UTC')
  const names = delivery.parts.map((_, part) => attachmentName(part))
  const width = Math.max(...names.map((name) => name.length))
  const several = names.length > 1
  return [
    `Tip ${delivery.reference}, received in the hour of ${hour}.`,
    '',
    'Encrypted by its sender and attached as it came (sizes are padded):',
    ...delivery.parts.map(
      ({ bytes }, part) => `  ${attachmentName(part).padEnd(width)}  ${sizeInWords(bytes)}`,
    ),
    '',
    inbox.certificates.length === 1
      ? 'It was sealed to this certificate:'
      : 'It was sealed to each of these certificates:',
    ...inbox.certificates.map(({ fingerprint }) => `  ${fingerprint.toUpperCase()}`),
    '',
    'To open it, save it on a machine that holds the secret key, and run:',
    '  gpg --output tip.eml --decrypt tip.eml.pgp',
    'Read tip.eml in a text editor, or in a mail program that loads nothing.',
    ...(several
      ? ['Open the other attachments in the same way (--output file-1, and so on).']
      : []),
    'Files inside come from strangers. Open them on a machine kept for it.',
    '',
    `The server’s sealed copy expires ${retentionDays === 1 ? 'a day' : `${retentionDays} days`} after this mail was handed over;`,
    'from then on this mail is the only one.',
    'Never quote an opened tip in a mail that is not encrypted.',
    '',
  ].join('\n')
}
