/** The end: what was stored, what happens next, what to keep, and the receipt as a text. */
import { NewTab } from '#components/ui/new-tab'
import { Notice } from '#components/ui/notice'
import { fill } from '#lib/i18n/fill'
import type { PlainView } from '#lib/plain/view'
import { PlainCode } from './plain-code.tsx'
import { LeavingNow } from './plain-main.tsx'
import type { PlainPageData } from './plain-page-data.ts'
import { PlainReceipt } from './plain-receipt.tsx'
import { PlainReference } from './plain-reference.tsx'

/** Stands in the place of the form. */
export function PlainReceived({
  page,
  view: { receipt, saved, leavingNow, wayBack },
}: {
  page: PlainPageData
  view: Extract<PlainView, { state: 'received' }>
}) {
  const { words, own, desk } = page
  const { receipt: said, channels } = words
  return (
    <div className="space-y-10">
      <h1 className="font-serif text-4xl leading-tight font-bold" tabIndex={-1}>
        {own.titleReceived}
      </h1>
      <PlainReference words={words} receipt={receipt} />
      {page.wayBack === null || wayBack === null ? null : (
        <PlainCode {...page.wayBack} wayBack={wayBack} reference={receipt.reference} />
      )}
      {leavingNow ? <LeavingNow page={page} /> : null}
      <Part
        title={said.nextHeading}
        lines={
          desk.replyTime
            ? [...said.next, fill(said.reply, { replyTime: desk.replyTime })]
            : said.next
        }
      />
      <Part title={said.keepHeading} lines={said.keep} />
      <Part title={said.dontHeading} lines={said.dont} />
      <PlainReceipt page={page} receipt={receipt} saved={saved} again={own.received.again} />
      <Notice look="quiet" title={said.tellHeading} id="official">
        <p>{said.tell}</p>
        <ul className="list-disc space-y-2 pl-6">
          <li>
            <NewTab href="https://www.ic3.gov" text={`${channels.ic3} (${words.newTab})`} />
          </li>
          <li>{channels.police}</li>
          <li>
            <NewTab href="/first-72-hours" text={`${channels.more} (${words.newTab})`} />
          </li>
        </ul>
      </Notice>
    </div>
  )
}

function Part({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <section>
      <h2 className="font-serif text-xl font-bold">{title}</h2>
      <ul className="mt-2 list-disc space-y-2 pl-6">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  )
}
