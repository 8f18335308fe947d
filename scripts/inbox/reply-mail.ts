/**
 * A desk's reply as a mail: PGP/MIME (RFC 3156) in the thread of the tip's mail, from the address to
 * which that mail went. What it says is sealed already.
 */
import { encodeWords } from '#lib/delivery/header-fields'

export type ReplyMail = {
  /** The desk's address. */
  from: string
  /** The reply address of the tip. */
  to: string
  /** Of the tip's mail, decoded. */
  subject: string
  /** Of the tip's mail, with its angle brackets; null when it has none. */
  inReplyTo: string | null
  /** The sealed reply in armor. */
  armored: string
}

/**
 * The mail with LF line ends, as it lies in a Maildir.
 * @param id random, of letters and digits, for Message-ID and boundary
 * @param now the moment of sending
 */
export function replyMail(reply: ReplyMail, id: string, now: Date): string {
  const { from, to, subject, inReplyTo, armored } = reply
  const boundary = `rhw-reply-${id}`
  const head = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${encodeWords(/^re:/i.test(subject) ? subject : `Re: ${subject}`)}`,
    `Date: ${now.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <reply-${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    ...(inReplyTo === null ? [] : [`In-Reply-To: ${inReplyTo}`, `References: ${inReplyTo}`]),
    'MIME-Version: 1.0',
    'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";',
    ` boundary="${boundary}"`,
  ]
  return `${head.join('\n')}

--${boundary}
Content-Type: application/pgp-encrypted

Version: 1

--${boundary}
Content-Type: application/octet-stream; name="encrypted.asc"
Content-Disposition: inline; filename="encrypted.asc"

${armored.trimEnd()}

--${boundary}--
`
}
