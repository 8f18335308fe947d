/** The page for every address that is not there, and for none in particular: it has no language. */
import type { Metadata } from 'next'
import { NotFoundText } from '#components/reading/not-found-text'
import { PageFrame } from '#components/reading/page-frame'
import { loadSite } from '#lib/content/data'
import { replyPattern } from './page-data.ts'

export const metadata: Metadata = {
  title: 'Page not found',
  robots: { index: false },
  icons: [
    { url: '/favicon.svg', type: 'image/svg+xml' },
    { url: '/favicon.ico', sizes: '32x32' },
  ],
}

/** A whole document, since the layout above it has none. */
export default function NotFound() {
  const site = loadSite()
  return (
    <html lang="en">
      <body>
        <PageFrame
          siteName={site.name}
          operator={site.operator.legalName}
          wayBack={replyPattern() !== null}
        >
          <NotFoundText />
        </PageFrame>
      </body>
    </html>
  )
}
