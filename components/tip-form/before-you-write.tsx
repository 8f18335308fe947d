/** What a sender must know before the first field, from what the operator has filled in. */
import { NewTab } from '#components/ui/new-tab'
import { fill } from '#lib/i18n/fill'
import type { Point } from '#lib/i18n/form-before-words'
import type { FormWords } from '#lib/i18n/form-words'

/** What the operator says of itself; empty strings and null are not filled in. */
export type DeskPromise = {
  whoReads: string
  country: string
  replyTime: string
  /** Days a delivered tip stays on this server, and days the desk keeps it. */
  hereDays: number
  deskDays: number | null
}

/** The points in the order in which they matter. */
function points(
  { before: words, receipt, wayBack }: FormWords,
  desk: DeskPromise,
  comesBack: boolean,
): Point[] {
  const named = desk.whoReads !== '' && desk.country !== ''
  const who = named
    ? fill(words.who.text, { whoReads: desk.whoReads, country: desk.country })
    : words.whoUnknown
  const reply = desk.replyTime ? ` ${fill(receipt.reply, { replyTime: desk.replyTime })}` : ''
  return [
    words.emergency,
    { term: words.who.term, text: who + reply },
    words.server,
    words.device,
    words.police,
    words.helped,
    comesBack ? wayBack.before : words.anonymous,
    words.never,
    words.regulated,
    {
      term: words.time.term,
      text:
        desk.deskDays === null
          ? fill(words.timeUnknown, { hereDays: desk.hereDays })
          : fill(words.time.text, { hereDays: desk.hereDays, deskDays: desk.deskDays }),
    },
  ]
}

/** Read without scripts as well. `comesBack`: whether the site has a way back to its senders. */
export function BeforeYouWrite({
  words,
  desk,
  comesBack = false,
}: {
  words: FormWords
  desk: DeskPromise
  comesBack?: boolean
}) {
  const { before, newTab } = words
  return (
    <section aria-labelledby="before" className="mt-8">
      <h2 id="before" className="font-serif text-2xl font-bold">
        {before.heading}
      </h2>
      <dl className="mt-3 border-b border-rule">
        {points(words, desk, comesBack).map(({ term, text }) => (
          <div
            key={term}
            className="gap-6 border-t border-rule py-3 sm:grid sm:grid-cols-[12rem_1fr]"
          >
            <dt className="font-semibold">{term}</dt>
            <dd>
              {text}
              {term === before.police.term ? (
                <>
                  {' '}
                  <NewTab
                    look="plain"
                    href="/first-72-hours"
                    text={`${before.whomToTell} (${newTab})`}
                  />
                </>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-6 font-semibold">{before.asked}</p>
    </section>
  )
}
