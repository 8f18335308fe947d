/** What we got wrong, openly, and how people and companies that are named here can answer. */
import { type Corrected, correctionsOf } from '#lib/content/corrections'
import type { SiteInfo } from '#lib/content/data'
import { dateInWords } from '#lib/i18n/dates'
import type { Language } from '#lib/i18n/languages'
import { advisoryPath } from '#lib/publishing/entries'

export function CorrectionsPage({
  advisories,
  site: { corrections: contact, operator },
  language,
}: {
  advisories: readonly Corrected[]
  site: Pick<SiteInfo, 'corrections' | 'operator'>
  language: Language
}) {
  const corrections = correctionsOf(advisories)
  const published = advisories.filter(({ status }) => status !== 'draft').length
  const email = contact?.email || operator.email
  return (
    <article className="text">
      <h1>Corrections and replies</h1>
      <p className="lead">
        When something we published is wrong, we change it and say so here. Nothing is corrected in
        silence, and nothing withdrawn disappears.
      </p>
      <h2 id="list">What was corrected or withdrawn</h2>
      {corrections.length === 0 ? (
        <p>
          Nothing so far: of {published} advisories none has been corrected or withdrawn. That may
          also mean that nobody has told us of a mistake yet.
        </p>
      ) : (
        <ul className="list">
          {corrections.map((one) => (
            <li key={`${one.advisory.id} ${one.kind} ${one.date}`}>
              <h3>
                <a href={`${advisoryPath(one.advisory)}#revisions`}>{one.advisory.title}</a>
              </h3>
              <p>
                <b>{one.kind === 'correction' ? 'Correction.' : 'Withdrawn.'}</b>{' '}
                {one.kind === 'correction' ? one.revision.summary : one.note}
              </p>
              <p className="small">
                {one.advisory.id}.{' '}
                <time dateTime={one.date}>{dateInWords(one.date, language)}</time>
              </p>
            </li>
          ))}
        </ul>
      )}
      <p>
        Every advisory also lists its own changes, updates too, under “Revisions”. Changes to the
        lists of signs, events and numbers stand in the history of the site’s source.
      </p>
      <h2 id="reply">If you or your company are named here</h2>
      <p>
        You can answer, and you can ask us to correct or to take out what is wrong. You need no
        lawyer for that. Write what you want to say in your own words.
      </p>
      {email ? (
        <p>
          Write to <a href={`mailto:${email}`}>{email}</a>.
          {contact?.replyTime ? ` We answer ${contact.replyTime}.` : ''}
        </p>
      ) : (
        <p>
          <b>This copy of the site is a demonstration.</b> No operator is named, so there is no
          address to write to yet.
        </p>
      )}
      <p>What helps us:</p>
      <ul>
        <li>the address of the page, and the sentence that is wrong;</li>
        <li>what is right, and a document or a public page that shows it, if there is one;</li>
        <li>whether we may publish your answer, and under which name.</li>
      </ul>
      <p>
        Do not use the tip form for this: it goes sealed to the desk that reads tips, and to nobody
        else. Send no identity papers and nothing secret by e-mail.
      </p>
      <h2>What we do with it</h2>
      <ol>
        <li>We read the source again, and look for what has been decided since.</li>
        <li>If we were wrong, we correct the text and list it on this page.</li>
        <li>
          If the authority or the court says what we wrote, and you dispute it, we can add your
          answer beside it, marked as yours.
        </li>
        <li>If charges were dropped or sanctions lifted, we say so in the same place.</li>
      </ol>
      <p>
        We cannot take anybody off an authority’s list or out of a court’s file. Only the authority
        or the court can.
      </p>
      <h2>If you were suspected at work</h2>
      <p>
        We keep no list of suspects and name nobody on our own suspicion. Read{' '}
        <a href="/advisories/wrongly-suspected">what to do when you are wrongly suspected</a>.
      </p>
    </article>
  )
}
