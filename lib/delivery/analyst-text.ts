/**
 * The text of a tip's mail: what an analyst should know before opening it, on one screen. The same
 * delivery always gives the same text, since a repeated mail must equal the first one. Plain ASCII in
 * short lines, so that no mail server has a reason to touch it.
 */

import type { Inbox } from '#lib/inboxes/inbox'
import { hourText } from '#lib/protocol/hours'
import type { Delivery } from '#lib/store/store'
import { fetchCommand } from './links.ts'
import { attachmentName, sizeInWords } from './parts.ts'

/**
 * The text.
 * @param links addresses of the parts that go by link, by index
 * @param pgpMime whether part 0 travels as PGP/MIME, which mail programs open; else as an attachment
 * @param retentionDays how long the server keeps its sealed copy after the mail went
 * @param wayBack where the sender can be answered; null when they left no way back
 */
export function analystText(options: {
  delivery: Delivery
  inbox: Inbox
  retentionDays: number
  links: ReadonlyMap<number, string>
  pgpMime: boolean
  wayBack: string | null
}): string {
  const { delivery, links } = options
  return [
    ...whatCame(delivery),
    '',
    ...archiveLines(options),
    'Its sender encrypted it. Its parts (sizes are padded):',
    ...partLines(options),
    '',
    ...certificateLines(options),
    '',
    ...(links.size === 0 ? [] : [...linkLines(options), '']),
    ...openingLines(options),
    'Files inside come from strangers. Open them on a machine kept for it.',
    '',
    ...answeringLines(options),
    ...keepingLines(options),
    'Never quote an opened tip in a mail that is not encrypted.',
    '',
  ].join('\n')
}

type Options = Parameters<typeof analystText>[0]

/** Later messages are named with the tip they belong to, and have references of their own. */
function whatCame({ reference, hour, thread }: Delivery): string[] {
  const received = `received in the hour of ${hourText(hour)}.`
  return thread && thread.number > 1
    ? [`Tip ${thread.reference}, message ${thread.number} of its sender (${reference}),`, received]
    : [`Tip ${reference}, ${received}`]
}

function partLines({ delivery, links, pgpMime }: Options): string[] {
  const width = Math.max(...delivery.parts.map((_, part) => attachmentName(part).length))
  return delivery.parts.map(({ bytes }, part) => {
    const inside = part === 0 && pgpMime ? 'in this mail' : 'attached'
    const where = links.has(part) ? 'by link, see below' : inside
    return `  ${attachmentName(part).padEnd(width)}  ${sizeInWords(bytes).padStart(8)}  ${where}`
  })
}

/** What the tip was sealed to; tips of before that was recorded, to what the inbox has. */
function certificateLines({ delivery, inbox }: Options): string[] {
  const fingerprints =
    delivery.sealedTo.length > 0
      ? delivery.sealedTo
      : inbox.certificates.map(({ fingerprint }) => fingerprint)
  return [
    fingerprints.length === 1
      ? 'It was sealed to this certificate:'
      : 'It was sealed to each of these certificates:',
    ...fingerprints.map((fingerprint) => `  ${fingerprint.toUpperCase()}`),
  ]
}

/** What an archive must know of its copy. */
function archiveLines({ delivery, inbox }: Options): string[] {
  if (delivery.recipient !== 'archive') return []
  const fingerprint = inbox.archive?.fingerprint ?? ''
  return [
    "This is the archive's copy. The desk has a mail of its own.",
    ...(delivery.sealedTo.includes(fingerprint)
      ? []
      : [
          "It was not sealed to the archive's present certificate: its sender had a page",
          'or a program that did not use it. The desk can open it.',
        ]),
    '',
  ]
}

function linkLines({ links }: Options): string[] {
  const commands = [...links].flatMap(([part, address]) => fetchCommand(part, address))
  return [
    'What is too large for this mail is fetched, still encrypted, by:',
    ...commands.map((line) => `  ${line}`),
    'Whoever has a link can fetch that part, but cannot open it.',
  ]
}

function openingLines({ delivery, links, pgpMime }: Options): string[] {
  const more = delivery.parts.length > 1
  if (!pgpMime) {
    return [
      `To open it, ${links.has(0) ? 'fetch' : 'save'} it on a machine that holds the secret key, and run:`,
      '  gpg --output tip.eml --decrypt tip.eml.pgp',
      'Read tip.eml in a text editor, or in a mail program that loads nothing.',
      ...(more ? ['Open the other parts in the same way (--output file-1, and so on).'] : []),
    ]
  }
  const folder = links.size === 0 ? '' : ' --parts FOLDER'
  return [
    more
      ? 'With the secret key, mutt opens the message; Thunderbird does, once asked to.'
      : 'Thunderbird and mutt open it when they hold the secret key.',
    'By hand, from the Maildir, or from this mail saved as MAIL:',
    `  npm run inbox -- open ${delivery.reference}${folder}`,
    '  gpg --output tip.eml --decrypt MAIL',
    ...(more ? ['Other parts: gpg --output file-1 --decrypt file-1.pgp, and so on.'] : []),
  ]
}

/** How to ask the sender something; nothing for those who left no way back. */
function answeringLines({ delivery, pgpMime, wayBack }: Options): string[] {
  if (wayBack === null) return []
  return [
    'To ask the sender something, reply to this mail, encrypted to the key inside',
    'it (tip-key.asc). Mail programs find the key by the address you reply to:',
    `  ${wayBack}`,
    ...(pgpMime && delivery.parts.length > 1
      ? [
          'Thunderbird does not find it in a mail with more parts: press "Decrypt and',
          'Show", import tip-key.asc from there, reply to this mail, press "Encrypt".',
        ]
      : []),
    'What is not encrypted to that key is refused, and you are told. By hand:',
    ...(pgpMime
      ? [`  npm run inbox -- reply ${delivery.reference} --eml reply.eml`]
      : [
          '  gpg --import tip-key.asc',
          `  gpg --armor --sign --encrypt --recipient ${wayBack} reply.txt`,
        ]),
    '',
  ]
}

function keepingLines({ links, retentionDays }: Options): string[] {
  const days = retentionDays === 1 ? 'a day' : `${retentionDays} days`
  return links.size === 0
    ? [
        `The sealed copy on the server expires ${days} after this mail was handed over;`,
        'from then on this mail is the only one.',
      ]
    : [
        `The links work again and again, until ${days} after all was fetched whole.`,
        'From then on, this mail and what you have fetched are all there is.',
      ]
}
