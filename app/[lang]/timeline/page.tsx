/** All events. */
import type { Metadata } from 'next'
import { type LanguageParams, languageOf } from '../../page-data.ts'
import { TimelineRoute, timelineMetadata } from '../../timeline-route.tsx'

export async function generateMetadata({ params }: LanguageParams): Promise<Metadata> {
  return timelineMetadata(await languageOf(params), null)
}

export default async function Page({ params }: LanguageParams) {
  return <TimelineRoute language={await languageOf(params)} page={null} />
}
