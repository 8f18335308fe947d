/** The events of one kind or of one place. */
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { loadTimeline } from '#lib/content/data'
import { type TimelinePage, timelinePages } from '#lib/content/timeline-pages'
import { languageOf } from '../../../page-data.ts'
import { TimelineRoute, timelineMetadata } from '../../../timeline-route.tsx'

type Params = { params: Promise<{ lang: string; filter: string }> }

export const dynamicParams = false

export function generateStaticParams(): { filter: string }[] {
  return timelinePages(loadTimeline()).map(({ id }) => ({ filter: id }))
}

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  return timelineMetadata(await languageOf(params), await pageOf(params))
}

export default async function Page({ params }: Params) {
  return <TimelineRoute language={await languageOf(params)} page={await pageOf(params)} />
}

async function pageOf(params: Promise<{ filter: string }>): Promise<TimelinePage> {
  const { filter } = await params
  return timelinePages(loadTimeline()).find(({ id }) => id === filter) ?? notFound()
}
