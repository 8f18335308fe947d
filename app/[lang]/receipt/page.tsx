/** The page that checks a receipt. Its script is made by scripts/build-receipt.ts; the finish step adds it. */
import type { Metadata } from 'next'
import { ReceiptPage } from '#components/receipt/receipt-page'
import { loadSite } from '#lib/content/data'
import { pageMetadata, siteUrl } from '../../page-data.ts'
import '../../../components/receipt/receipt.css'

export function generateMetadata(): Metadata {
  return pageMetadata({
    title: 'Check a receipt',
    description:
      'Check the receipt of a tip: whether this site signed it, and whether it was changed since. The check runs in your browser.',
    path: '/receipt',
    site: loadSite().name,
  })
}

export default function Page() {
  return <ReceiptPage siteUrl={siteUrl()} />
}
