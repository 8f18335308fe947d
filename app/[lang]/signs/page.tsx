/** All warning signs. */
import type { Metadata } from 'next'
import { type LanguageParams, languageOf } from '../../page-data.ts'
import { SignsRoute, signsMetadata } from '../../sign-route.tsx'

export async function generateMetadata({ params }: LanguageParams): Promise<Metadata> {
  return signsMetadata(await languageOf(params), null)
}

export default async function Page({ params }: LanguageParams) {
  return <SignsRoute language={await languageOf(params)} page={null} />
}
