/**
 * The page without scripts: what is different on it, the whole form, or the receipt. The build draws it
 * empty; the server draws it again, by the same code, with what somebody sent (`render.tsx`).
 */
import { BeforeYouWrite } from '#components/tip-form/before-you-write'
import { Notice } from '#components/ui/notice'
import { controlId } from '#lib/plain/fields'
import type { PlainView } from '#lib/plain/view'
import type { PlainForm } from './plain-fields.tsx'
import { NewTab, PlainMain } from './plain-main.tsx'
import { PlainMore } from './plain-more.tsx'
import type { PlainPageData } from './plain-page-data.ts'
import { PlainReceived } from './plain-received.tsx'
import { PlainFiles, PlainSend, PlainYou } from './plain-you.tsx'

export type { PlainPageData } from './plain-page-data.ts'

/** Ids in the page: what the server draws anew, and the JSON of the page's words and data. */
export const PLAIN_ROOT = 'plain-form'
export const PLAIN_DATA = 'plain-form-data'

/** Draws a view of the page; without hooks, handlers or anything else that a script would need. */
export function PlainPage({ page, view }: { page: PlainPageData; view: PlainView }) {
  if (view.state === 'received') return <PlainReceived page={page} view={view} />
  const { words, own, desk, address, demonstration, inboxes } = page
  const form: PlainForm = { page, view }
  return (
    <>
      <h1 className="font-serif text-4xl leading-tight font-bold">{own.title}</h1>
      <Errors form={form} />
      <p className="mt-4 mb-6 text-xl">{own.lead}</p>
      <Different page={page} />
      {demonstration ? (
        <div className="mt-8">
          <Notice title={words.demonstration.title} id="demonstration">
            <p>
              {inboxes.some(({ demo }) => demo)
                ? words.demonstration.demoInbox
                : words.demonstration.unnamed}
            </p>
          </Notice>
        </div>
      ) : null}
      <BeforeYouWrite
        words={{ ...words, before: { ...words.before, server: own.server } }}
        desk={desk}
      />
      <form
        method="post"
        action={address}
        encType="multipart/form-data"
        acceptCharset="utf-8"
        autoComplete="off"
        // Some browsers send what is typed to a spelling service. Inherited by every field.
        spellCheck={false}
        className="mt-10"
      >
        <PlainMain form={form} />
        <PlainMore form={form} />
        <PlainYou form={form} />
        <PlainFiles form={form} />
        <PlainSend form={form} />
      </form>
    </>
  )
}

/** What is wrong, each entry with a link to its field. It takes the focus where browsers let it. */
function Errors({ form: { page, view } }: { form: PlainForm }) {
  const { words, own, formAddress } = page
  if (view.errors.length === 0) return null
  return (
    <section
      tabIndex={-1}
      // biome-ignore lint/a11y/noAutofocus: the page is an answer; its first news is what is wrong
      autoFocus
      aria-labelledby="error-summary-title"
      className="mt-6 border-4 border-warning p-4 sm:p-6"
    >
      <h2 id="error-summary-title" className="font-serif text-xl font-bold">
        {words.errors.heading}
      </h2>
      <ul className="mt-2 space-y-1">
        {view.errors.map(({ field, message }) => (
          <li key={`${field} ${message}`}>
            {field === null ? (
              <p className="font-semibold text-warning">{message}</p>
            ) : (
              <a
                href={`#${controlId(field)}`}
                className="font-semibold text-warning underline underline-offset-3"
              >
                {message}
              </a>
            )}
          </li>
        ))}
      </ul>
      <p className="mt-3">{view.filesAgain ? own.filesAgain : words.sending.kept}</p>
      {view.errors.some(({ field }) => field === null) ? (
        <p className="mt-3">
          <NewTab
            href={`${formAddress}#other-ways`}
            text={`${words.sealer.otherWays} (${words.newTab})`}
          />
        </p>
      ) : null}
    </section>
  )
}

function Different({ page: { own, formAddress } }: { page: PlainPageData }) {
  const { different } = own
  return (
    <Notice title={different.heading} id="different">
      <ul className="list-disc space-y-2 pl-6">
        {different.points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <p>
        <a href={formAddress} className="font-semibold text-action underline underline-offset-3">
          {different.withScripts}
        </a>
        .
      </p>
      <p>{different.tor}</p>
    </Notice>
  )
}
