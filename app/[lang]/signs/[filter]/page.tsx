/** The warning signs for one reader or of one stage. */
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { loadSigns } from '#lib/content/data'
import { type SignPage, signPages } from '#lib/content/sign-pages'
import { languageOf } from '../../../page-data.ts'
import { SignsRoute, signsMetadata } from '../../../sign-route.tsx'

type Params = { params: Promise<{ lang: string; filter: string }> }

export const dynamicParams = false

export function generateStaticParams(): { filter: string }[] {
  return signPages(loadSigns()).map(({ id }) => ({ filter: id }))
}

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return signsMetadata(await languageOf(params), await pageOf(params))
}

export default async function Page({ params }: Params) {
  return <SignsRoute language={await languageOf(params)} page={await pageOf(params)} />
}

async function pageOf(params: Promise<{ filter: string }>): Promise<SignPage> {
  const { filter } = await params
  return signPages(loadSigns()).find(({ id }) => id === filter) ?? notFound()
}
