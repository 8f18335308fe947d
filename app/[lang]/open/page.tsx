/** The page that offers the offline opener. The build hands in what it knows of the file. */
import type { Metadata } from 'next'
import { type OpenerFacts, OpenPage } from '#components/reading/open-page'
import { loadSite } from '#lib/content/data'
import { pageMetadata, siteUrl } from '../../page-data.ts'

export function generateMetadata(): Metadata {
  return pageMetadata({
    title: 'Open a tip offline',
    description:
      'One file with which a desk opens sealed tips with its secret key, without GnuPG and without a network, and how to check that the file is the right one.',
    path: '/open',
    site: loadSite().name,
  })
}

/** `OPENER_SHA256` and `OPENER_BYTES`, set by the build; null in the live preview. */
function openerFacts(): OpenerFacts | null {
  const { OPENER_SHA256: sha256, OPENER_BYTES: bytes } = process.env
  return sha256 && bytes ? { sha256, bytes: Number(bytes) } : null
}

export default function Page() {
  return <OpenPage opener={openerFacts()} siteUrl={siteUrl()} />
}
