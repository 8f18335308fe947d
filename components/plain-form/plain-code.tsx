/** The code and the return number, shown once, with what they are for and what this server saw of them. */
import { NewTab } from '#components/ui/new-tab'
import { Notice } from '#components/ui/notice'
import { fill } from '#lib/i18n/fill'
import type { PlainFollowUpWords } from '#lib/i18n/plain-follow-up-words'
import type { WayBack } from '#lib/plain/view'

const WORDS_IN_A_LINE = 3

/** Stands in the receipt of a tip whose sender asked for a way back. */
export function PlainCode({
  words: { code },
  address,
  plainAddress,
  wayBack,
  reference,
}: {
  words: Pick<PlainFollowUpWords, 'code'>
  address: string
  plainAddress: string
  wayBack: WayBack | 'shown'
  reference: string
}) {
  if (wayBack === 'shown') {
    return (
      <p className="border-l-4 border-warning pl-4 font-semibold">
        {fill(code.shown, { reference })}
      </p>
    )
  }
  const lines = Array.from({ length: wayBack.words.length / WORDS_IN_A_LINE }, (_, line) =>
    wayBack.words.slice(line * WORDS_IN_A_LINE, (line + 1) * WORDS_IN_A_LINE),
  )
  return (
    <Notice title={code.heading} id="way-back">
      <p className="font-semibold">{code.once}</p>
      <div>
        <p>{code.wordsLabel}</p>
        <ol translate="no" className="font-mono text-xl leading-relaxed font-bold">
          {lines.map((line) => (
            <li key={line.join(' ')}>{line.join(' ')}</li>
          ))}
        </ol>
      </div>
      <div>
        <p>{code.numberLabel}</p>
        <p translate="no" className="font-mono text-xl font-bold break-words">
          {wayBack.returnNumber}
        </p>
      </div>
      <p>{code.numberUse}</p>
      <p>{code.lost}</p>
      <p>{code.seen}</p>
      <p>
        <NewTab href={address} text={code.link} /> ·{' '}
        <NewTab href={plainAddress} text={code.plainLink} />
      </p>
    </Notice>
  )
}
