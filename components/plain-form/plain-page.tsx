/**
 * The page without scripts: what is different on it, the whole form, or the receipt. The build draws it
 * empty; the server draws it again, by the same code, with what somebody sent (`render.tsx`).
 */
import { BeforeYouWrite } from '#components/tip-form/before-you-write'
import { Notice } from '#components/ui/notice'
import type { PlainView } from '#lib/plain/view'
import { PlainErrors } from './plain-errors.tsx'
import type { PlainForm } from './plain-fields.tsx'
import { PlainMain } from './plain-main.tsx'
import { PlainMore } from './plain-more.tsx'
import type { PlainPageData } from './plain-page-data.ts'
import { PlainReceived } from './plain-received.tsx'
import { PlainFiles, PlainSend, PlainYou } from './plain-you.tsx'
import { PostForm } from './post-form.tsx'

export { PLAIN_DATA, PLAIN_ROOT, type PlainPageData } from './plain-page-data.ts'

/** Draws a view of the page; without hooks, handlers or anything else that a script would need. */
export function PlainPage({ page, view }: { page: PlainPageData; view: PlainView }) {
  if (view.state === 'received') return <PlainReceived page={page} view={view} />
  const { words, own, desk, demonstration, inboxes } = page
  const form: PlainForm = { page, view }
  return (
    <>
      <h1 className="font-serif text-4xl leading-tight font-bold">{own.title}</h1>
      <PlainErrors
        page={page}
        errors={view.errors}
        kept={view.filesAgain ? own.filesAgain : words.sending.kept}
      />
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
      <PostForm page={page} className="mt-10">
        <PlainMain form={form} />
        <PlainMore form={form} />
        <PlainYou form={form} />
        <PlainFiles form={form} />
        <PlainSend form={form} />
      </PostForm>
    </>
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
