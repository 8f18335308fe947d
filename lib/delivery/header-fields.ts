/** Header fields of mails, written as RFC 5322 and RFC 2047 want them. */

/** `Name <address>` with the name quoted, or encoded where it is not ASCII. */
export function mailbox(name: string, address: string): string {
  const shown = isAscii(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : encodeWords(name)
  return `${shown} <${address}>`
}

/** Encodes a header's text as RFC 2047 words of at most 75 columns where it is not ASCII. */
export function encodeWords(text: string): string {
  if (isAscii(text)) return text
  const words: string[] = []
  let word = ''
  for (const character of text) {
    // 45 bytes of UTF-8 make 60 of base64, and 72 with the frame.
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word)
      word = ''
    }
    word += character
  }
  words.push(word)
  return words.map((one) => `=?UTF-8?B?${Buffer.from(one).toString('base64')}?=`).join('\n ')
}

/** A `Date` field's value, in UTC. */
export function mailDate(instant: Date): string {
  return instant.toUTCString().replace('GMT', '+0000')
}

/** The domain of a mail address, for Message-IDs and for naming ourselves to mail servers. */
export function domainOf(from: string): string {
  return /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost.invalid'
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}
