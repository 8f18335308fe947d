/** What this site knows about its readers and senders, written from content/site.yaml. */
import type { SiteInfo } from '#lib/content/data'
import { days } from './about-page.tsx'
import { DemonstrationNotice, Facts } from './operator-facts.tsx'

/** How sealed tips reach the desk, as far as others learn of it (`MAIL_TRANSPORT`). */
export type MailTransport = 'maildir' | 'smtp' | 'resend'

/**
 * The text of `/privacy`. `sealedDays` is how long a delivered, still sealed tip stays on the server,
 * `transports` the ways to the desk, of which the next is taken when one fails.
 */
export function PrivacyPage({
  site,
  sealedDays,
  transports,
  wayBack,
}: {
  site: SiteInfo
  sealedDays: number
  transports: readonly MailTransport[]
  /** Whether the desk can write back to senders here. */
  wayBack: boolean
}) {
  const { operator, privacy, desk } = site
  return (
    <article className="text">
      <DemonstrationNotice site={site} />
      <h1>Privacy</h1>
      <p className="lead">
        Reading leaves no trace that we keep. A tip is encrypted on your device, unless you use the
        form without scripts, and this server cannot open it.
      </p>
      <h2>When you read</h2>
      <p>
        These pages set no cookies, run no scripts and load nothing from anybody else. Our server
        writes no log of who read what. Your network and whoever hosts this server can still see
        that you were here.
      </p>
      <h2>When you send a tip</h2>
      <ul>
        <li>
          The report and its files are encrypted in your browser before they leave it. Only the desk
          that reads tips holds the key.
        </li>
        <li>
          On <a href="/report/plain">the form without scripts</a> our server encrypts them while it
          receives them. Until then it, and whoever controls it, could read them. It never writes
          them to its disk unencrypted.
        </li>
        <li>
          The server sees that a tip came, the hour, which inbox it is for, sizes that are rounded
          up, and whether you allowed the mail to be called urgent. It stores neither your network
          address, nor your browser’s name, nor the exact time.
        </li>
        <li>
          A draft is saved only if you ask the form to. It is encrypted with a passphrase of yours,
          stays in your browser, and never comes to us.
        </li>
        <MailCarriers transports={transports} />
        <li>
          The sealed tip is deleted from the server’s database {days(sealedDays)} after it was
          delivered to the desk’s mailbox; its reference, sizes and hours stay, so that no reference
          is given twice. The mailbox, which may be on the same server, keeps its sealed copy until
          the desk deletes it.
        </li>
        <li>
          A sealed tip stays longer when it could not be delivered, when the desk has not yet
          fetched a part that was too large for a mail, or when the law makes the operator hold it.
        </li>
        <li>
          Whoever controls this server could change the page that encrypts, and the key’s
          fingerprint with it. Compare the fingerprint with one that you got another way.
        </li>
      </ul>
      <WayBack days={sealedDays} offered={wayBack} />
      <h2>After the desk has opened it</h2>
      <Facts
        facts={[
          ['Who reads it', desk.whoReads],
          ['In which country', desk.country],
          ['How long it is kept', days(desk.retentionDays)],
          ['Legal basis', privacy.legalBasis],
        ]}
      />
      <p>
        {site.partners.length > 0
          ? `It is shared only as you allow on the form; partners are ${site.partners.map(({ name }) => name).join(', ')}.`
          : 'It is shared only as you allow on the form.'}{' '}
        Nothing that is sent is published, scored or listed. The law may compel the desk to hand
        something over.
      </p>
      <h2>Who answers for it</h2>
      <Facts
        facts={[
          ['Controller', [operator.legalName, operator.address].filter(Boolean).join(', ')],
          ['Questions and requests', privacy.contact],
          ...(privacy.representatives.length > 0
            ? ([['Representatives', privacy.representatives.join('; ')]] as const)
            : []),
        ]}
      />
      <p>
        You may have the right to see, correct or delete what is held about you, and to complain to
        a data protection authority. An anonymous tip cannot be traced back to you by us either, so
        keep its reference{wayBack ? ', and its code,' : ''} if you may want to ask about it.
      </p>
    </article>
  )
}

/** What coming back to a tip means; said also where no new codes are given, since older ones go on. */
function WayBack({ days: count, offered }: { days: number; offered: boolean }) {
  if (!offered)
    return (
      <>
        <h2>When the desk has a question</h2>
        <p>
          The desk cannot write to you here: it can ask only senders who left an address. A code
          that this site gave earlier still opens <a href="/follow-up">its conversation</a>.
        </p>
      </>
    )
  return (
    <>
      <h2>When you come back to a tip</h2>
      <ul>
        <li>
          If you want a way back, your browser makes nine words and a key. The words stay with you.
          The key stays on this server in a box that only the words open. The desk writes to a mail
          address that is made for your tip alone.
        </li>
        <li>
          A reply is encrypted to that key and waits here. Our server refuses one that is not
          encrypted. It knows the hours of messages, sizes, and which replies were opened in which
          hour; it can read neither side. On <a href="/follow-up/plain">the page without scripts</a>{' '}
          it could read what you write, while it encrypts it, and it sees your return number.
        </li>
        <li>
          If you ask for a code on <a href="/report/plain">the form without scripts</a>, our server
          makes the words and the key. It sees them once, shows them to you and forgets them.
          Whoever controlled it at that moment could have kept them.
        </li>
        <li>
          Mail providers on the way see that the desk answered this tip, when, and how much. They
          cannot read it.
        </li>
        <li>
          The conversation is deleted {days(count)} after the last message of either side, or as
          soon as you end it on <a href="/follow-up">its page</a>. What the desk has received stays
          with the desk.
        </li>
        <li>
          Whoever has the nine words can read the replies and write as you. If you lose them, nobody
          can give them back.
        </li>
      </ul>
    </>
  )
}

/** Who carries the sealed tip to the desk and what they see; nobody else does for a local mailbox. */
function MailCarriers({ transports }: { transports: readonly MailTransport[] }) {
  const [resend, smtp] = [transports.includes('resend'), transports.includes('smtp')]
  if (!resend && !smtp) return null
  const seen =
    'see the inbox’s address, the tip’s reference, whether you allowed the mail to be called urgent, sizes, the time, and the encrypted bytes. They may keep all that by rules of their own. They cannot open the tip.'
  return (
    <>
      {resend ? (
        <li>
          The encrypted tip {smtp ? 'may be' : 'is'} sent to the desk through Resend (resend.com), a
          company that delivers mail. Resend, and the desk’s mail provider after it, {seen}
        </li>
      ) : null}
      {smtp ? (
        <li>
          The encrypted tip {resend ? 'may also be' : 'is'} sent to the desk by ordinary mail. The
          mail providers on its way {seen}
        </li>
      ) : null}
      <li>
        A part that is too large for a mail stays on this server, encrypted, and the mail carries a
        link to it. Whoever has the link, the mail providers included, can fetch the encrypted part,
        and cannot open it.
      </li>
    </>
  )
}
