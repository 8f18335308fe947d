/**
 * Where the server's bundle starts (scripts/build-plain.ts): the page without scripts as HTML, by the
 * component that drew the static page.
 */
import { renderToStaticMarkup } from 'react-dom/server'
import type { RenderPlain } from '#lib/plain/view'
import { PlainPage, type PlainPageData } from './plain-page.tsx'

/** Draws `view`; `page` is what the build wrote from the type that it is read as. */
export const renderPlain: RenderPlain = (page, view) => {
  const data = page as PlainPageData
  return {
    title: renderToStaticMarkup(titleOf(data, view)),
    main: renderToStaticMarkup(<PlainPage page={data} view={view} />),
  }
}

function titleOf({ own, words }: PlainPageData, view: Parameters<RenderPlain>[1]): string {
  if (view.state === 'received') return own.titleReceived
  return view.errors.length > 0 ? words.errors.titlePrefix + own.title : own.title
}
