/** The page behind a door: everything for one reader, in order. */
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { RolePage } from '#components/reading/role-page'
import {
  loadChannels,
  loadControls,
  loadRoles,
  loadSigns,
  loadSite,
  loadSources,
  type Role,
} from '#lib/content/data'
import { roleAddress } from '#lib/content/roles'
import { factsCheckedTo, languageOf, pageMetadata, visibleAdvisories } from '../../../page-data.ts'

type Params = { params: Promise<{ lang: string; role: string }> }

export const dynamicParams = false

export function generateStaticParams(): { role: string }[] {
  return loadRoles().map(({ id }) => ({ role: id }))
}

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const role = await roleOf(params)
  return pageMetadata({
    title: role.title,
    description: role.lead,
    path: roleAddress(role),
    site: loadSite().name,
  })
}

export default async function Page({ params }: Params) {
  const language = await languageOf(params)
  return (
    <RolePage
      role={await roleOf(params)}
      roles={loadRoles()}
      content={{
        advisories: visibleAdvisories(language),
        signs: loadSigns(),
        controls: loadControls(),
        channels: loadChannels(),
        sources: loadSources(),
      }}
      checkedTo={factsCheckedTo(language)}
      language={language}
    />
  )
}

async function roleOf(params: Promise<{ role: string }>): Promise<Role> {
  const { role } = await params
  return loadRoles().find(({ id }) => id === role) ?? notFound()
}
