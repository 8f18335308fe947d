import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { loadSite } from '#lib/content/data'
import { type MailTransport, PrivacyPage } from './privacy-page.tsx'

const textFor = (...transports: MailTransport[]) =>
  renderToStaticMarkup(
    <PrivacyPage site={loadSite()} sealedDays={14} transports={transports} wayBack={false} />,
  ).replace(/<[^>]+>/g, '')

describe('the privacy page', () => {
  it('names Resend, what it sees, and that it cannot open a tip, when the build sends through it', () => {
    const text = textFor('resend')
    expect(text).toContain(
      'The encrypted tip is sent to the desk through Resend (resend.com), a company that delivers mail.',
    )
    for (const seen of ['inbox’s address', 'reference', 'urgent', 'sizes', 'time', 'bytes']) {
      expect(text).toMatch(new RegExp(`Resend, and [^.]* see [^.]*${seen}`))
    }
    expect(text).toContain('They cannot open the tip.')
  })

  it('says the same of mail providers when the build sends by SMTP', () => {
    expect(textFor('smtp')).toMatch(
      /is sent to the desk by ordinary mail\. The mail providers .* see/,
    )
    expect(textFor('smtp')).not.toContain('Resend')
  })

  it('promises neither when both are there, of which one is the fallback', () => {
    const text = textFor('resend', 'smtp')
    expect(text).toContain('may be sent to the desk through Resend')
    expect(text).toContain('may also be sent to the desk by ordinary mail')
  })

  it('says that parts too large for a mail are fetched by link, encrypted', () => {
    expect(textFor('smtp')).toContain(
      'Whoever has the link, the mail providers included, can fetch',
    )
    expect(textFor('smtp')).toContain('has not yet fetched a part that was too large for a mail')
  })

  it('names nobody else when tips stay in a mailbox on this server', () => {
    expect(textFor('maildir')).not.toMatch(/Resend|mail provider|ordinary mail|link/)
  })

  it('says what coming back means, and that the desk cannot ask where there is no way back', () => {
    const html = (wayBack: boolean) =>
      renderToStaticMarkup(
        <PrivacyPage
          site={loadSite()}
          sealedDays={14}
          transports={['maildir']}
          wayBack={wayBack}
        />,
      )
    expect(html(true)).toContain('deleted 14 days after the last message of either side')
    expect(html(true)).not.toContain('The desk cannot write to you here')
    expect(html(false)).toContain('The desk cannot write to you here')
    // The page stays in reach for those who got a code earlier.
    for (const either of [html(true), html(false)]) expect(either).toContain('href="/follow-up"')
  })
})
