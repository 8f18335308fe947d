/** What a desk is told of a reply that was not kept: one reason, one cure, and nothing of what it wrote. */
import { wrapped } from '#lib/delivery/operator-mail'
import type { NotKept } from './take-reply.ts'

type Words = {
  /** Follows “Your reply about tip …”. */
  what: string
  cure: string
}

const AGAIN =
  'Open the mail of the tip, choose “Reply”, and check that encryption is on before you send. Have your mail program encrypt by itself: in Thunderbird choose “Enable encryption for new messages” in the account’s settings.'
const KEY =
  'The key of this tip is attached inside the tip’s own mail, as tip-key.asc: import it once, and accept it for the address you reply to.'

const WORDS: Readonly<Record<NotKept, Words>> = {
  'not-encrypted': {
    what: 'was not encrypted, so it was not kept. It has travelled in the clear, and whoever runs the mail servers on its way can have read it.',
    cure: `${AGAIN} ${KEY}`,
  },
  'html-only': {
    what: 'was a web page (HTML) that was not encrypted, so it was not kept. It has travelled in the clear.',
    cure: `${AGAIN} ${KEY}`,
  },
  's-mime': {
    what: 'was encrypted or signed by S/MIME, which the sender’s page cannot open, so it was not kept.',
    cure: `Choose OpenPGP (not S/MIME) in your mail program’s encryption menu, and send it again. ${KEY}`,
  },
  'text-outside': {
    what: 'had words above the encrypted text. The sender would not have got them, so nothing was kept.',
    cure: 'Write everything inside the encrypted text, and send it again.',
  },
  'several-messages': {
    what: 'held more than one encrypted message, so nothing was kept.',
    cure: 'Send each as a mail of its own, and do not attach other encrypted files outside the encryption.',
  },
  'several-tips': {
    what: 'was addressed to more than one tip, so it was not kept: each sender has a key of their own.',
    cure: 'Write to one sender at a time: one tip’s address in To, and none in Cc.',
  },
  'sealed-to-other': {
    what: 'was encrypted, but not to the key of this tip. Its sender could not open it, so it was not kept.',
    cure: `${KEY} If your mail program knows several keys for that address, choose the one from this tip, and send it again.`,
  },
  'hidden-recipients': {
    what: 'hides to which keys it is encrypted, so nobody could check that its sender can open it, and it was not kept.',
    cure: 'Turn off hidden recipients (in GnuPG: throw-keyids or hidden-recipient), and send it again.',
  },
  damaged: {
    what: 'arrived damaged: the encrypted message is cut short, something was added to it, or the mail is built so that it takes too long to read. It was not kept.',
    cure: 'Send it again. If this happens again, attach the encrypted message as a file, or send it as PGP/MIME: a mail server on the way may change text.',
  },
  full: {
    what: 'came while as many replies wait for the sender as one conversation may hold, so it was not kept.',
    cure: 'Wait until the sender has written again, and send it then.',
  },
  'too-large': {
    what: 'was larger than 25 MiB, so it was not kept: the sender’s page could not open it.',
    cure: 'Send less at once, or smaller files.',
  },
}

/**
 * Subject and text of the mail that tells it.
 * @param reference of the tip
 */
export function refusalText(reason: NotKept, reference: string): { subject: string; text: string } {
  const { what, cure } = WORDS[reason]
  return {
    subject: `Your reply about tip ${reference} was not kept`,
    text: [
      `Your reply about tip ${reference} ${what}`,
      '',
      'The sender will not see it. Nothing of it was stored here.',
      '',
      `What to do: ${cure}`,
      '',
      'A program wrote this to the desk’s own address, whoever sent the reply. Do not answer this mail.',
    ]
      .flatMap((line) => wrapped(line))
      .join('\n'),
  }
}
