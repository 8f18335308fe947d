/** The licences of what the site sends to browsers. */
import type { Metadata } from 'next'
import { LicencesPage } from '#components/reading/licences-page'
import { loadSite } from '#lib/content/data'
import packageJson from '../../../package.json' with { type: 'json' }
import { pageMetadata } from '../../page-data.ts'

export function generateMetadata(): Metadata {
  return pageMetadata({
    title: 'Licences',
    description: 'The licences of this site and of the software that its tip form uses.',
    path: '/licences',
    site: loadSite().name,
  })
}

export default function Page() {
  return <LicencesPage openpgpVersion={packageJson.dependencies.openpgp} />
}
