/** The mail that carries a notice to the operator or a desk: plain text, since it holds nothing of a tip. */
import { domainOf, encodeWords, mailDate } from './header-fields.ts'
import type { Notice } from './transport.ts'

/** Folder of the Maildir where notices lie, beside the inboxes' own; no inbox may have this id. */
export const OPERATOR_FOLDER = 'operator'

/**
 * The RFC 5322 message with LF line ends, ASCII throughout; the same notice gives the same bytes, and
 * its Message-ID is made from its id alone. Replies go to whom it was for and not to `MAIL_FROM`.
 */
export function composeNotice(notice: Notice): string {
  return [
    `From: ${notice.from}`,
    `To: ${notice.to}`,
    `Reply-To: ${notice.to}`,
    `Subject: ${encodeWords(notice.subject)}`,
    `Date: ${mailDate(notice.date)}`,
    `Message-ID: <${notice.id}@${domainOf(notice.from)}>`,
    ...Object.entries(noticeHeaders(notice)).map(([name, value]) => `${name}: ${value}`),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    quotedPrintable(notice.text.endsWith('\n') ? notice.text : `${notice.text}\n`),
  ].join('\n')
}

/** The fields that say that a program sent it, and why. */
export function noticeHeaders({ headers }: Pick<Notice, 'headers'>): Record<string, string> {
  return { 'Auto-Submitted': 'auto-generated', ...headers }
}

/** Quoted-printable (RFC 2045, section 6.7): lines of any length and script, in 76 columns of ASCII. */
function quotedPrintable(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      let [whole, column] = ['', 0]
      for (const [at, byte] of Buffer.from(line).entries()) {
        const blankAtEnd = (byte === 0x20 || byte === 0x09) && at === Buffer.byteLength(line) - 1
        const plain = ((byte >= 0x20 && byte <= 0x7e) || byte === 0x09) && byte !== 0x3d
        const piece =
          plain && !blankAtEnd
            ? String.fromCharCode(byte)
            : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
        if (column + piece.length > 75) {
          whole += '=\n'
          column = 0
        }
        whole += piece
        column += piece.length
      }
      return whole
    })
    .join('\n')
}
