/**
 * Where the server's bundle starts (scripts/build-plain.ts): the pages without scripts as HTML, by the
 * components that drew the static pages.
 */
import { renderToStaticMarkup } from 'react-dom/server'
import {
  type PlainFollowUpData,
  PlainFollowUpPage,
} from '#components/plain-follow-up/plain-follow-up-page'
import type { FormWords } from '#lib/i18n/form-words'
import type { FollowUpView, PlainView, RenderPlain } from '#lib/plain/view'
import { PlainPage, type PlainPageData } from './plain-page.tsx'

/** Draws `view`; `page` is what the build wrote from the type that it is read as. */
export const renderPlain: RenderPlain = (page, view) => {
  if (isFollowUp(view)) {
    const data = page as PlainFollowUpData
    return drawn(
      followUpTitle(data, view),
      renderToStaticMarkup(<PlainFollowUpPage page={data} view={view} />),
    )
  }
  const data = page as PlainPageData
  return drawn(formTitle(data, view), renderToStaticMarkup(<PlainPage page={data} view={view} />))
}

const drawn = (title: string, main: string) => ({ title: renderToStaticMarkup(title), main })

function formTitle({ own, words }: PlainPageData, view: PlainView): string {
  return view.state === 'received' ? own.titleReceived : marked(words, own.title, view)
}

function isFollowUp(view: PlainView | FollowUpView): view is FollowUpView {
  return view.state !== 'asking' && view.state !== 'received'
}

function followUpTitle({ followUp, words }: PlainFollowUpData, view: FollowUpView): string {
  switch (view.state) {
    case 'sent':
      return followUp.titleSent
    case 'ending':
      return followUp.end.question
    case 'ended':
      return followUp.end.title
    case 'returning':
      return marked(words, view.found === null ? followUp.title : followUp.titleFound, view)
  }
}

/** A title that says at once that something is wrong, when something is. */
function marked(
  { errors }: Pick<FormWords, 'errors'>,
  title: string,
  view: { errors: readonly unknown[] },
): string {
  return view.errors.length > 0 ? errors.titlePrefix + title : title
}
