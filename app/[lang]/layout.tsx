/** The document of every page in one language: header, text, footer. */
import type { ReactNode } from 'react'
import { PageFrame } from '#components/reading/page-frame'
import { loadSite } from '#lib/content/data'
import { LANGUAGES } from '#lib/i18n/languages'
import { type LanguageParams, languageOf, replyPattern } from '../page-data.ts'

export const dynamic = 'error'
export const dynamicParams = false

/** One build of the pages for each published language. */
export function generateStaticParams(): { lang: string }[] {
  return LANGUAGES.map((lang) => ({ lang }))
}

export default async function LanguageLayout({
  params,
  children,
}: LanguageParams & { children: ReactNode }) {
  const language = await languageOf(params)
  const site = loadSite()
  return (
    <html lang={language}>
      <body>
        <PageFrame
          siteName={site.name}
          operator={site.operator.legalName}
          wayBack={replyPattern() !== null}
        >
          {children}
        </PageFrame>
      </body>
    </html>
  )
}
