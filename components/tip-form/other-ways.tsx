/** How to tip when this page's scripts do not run: the certificate, the address, and what to type. */
import { Fingerprint } from '#components/ui/fingerprint'
import { fill } from '#lib/i18n/fill'
import type { FormWords } from '#lib/i18n/form-words'
import { CertificateTools } from './certificate-tools.tsx'
import { PlainLink } from './plain-link.tsx'
import type { FormInbox } from './words.tsx'

/** Needs no script to be read. */
export function OtherWays({ words, inboxes }: { words: FormWords; inboxes: readonly FormInbox[] }) {
  const { otherWays, key, sealer } = words
  return (
    <section
      aria-labelledby="other-ways"
      className="mt-16 space-y-5 border-t-3 border-ink pt-6 print:hidden"
    >
      <h2 id="other-ways" tabIndex={-1} className="font-serif text-2xl font-bold">
        {otherWays.heading}
      </h2>
      <PlainLink words={words} newTab />
      <p>{otherWays.lead}</p>
      <EncryptingSteps words={words} />
      {inboxes.map((inbox) => (
        <div key={inbox.id} className="space-y-4">
          <h3 className="font-serif text-xl font-bold">{fill(key.inbox, { name: inbox.name })}</h3>
          {inbox.demo ? (
            <p className="font-semibold">{otherWays.demoMail}</p>
          ) : (
            <p>
              {otherWays.mail}:{' '}
              <a
                className="text-action underline underline-offset-3"
                href={`mailto:${inbox.address}`}
              >
                {inbox.address}
              </a>
              . {otherWays.mailMetadata}
            </p>
          )}
          {readersOf(inbox).map(({ fingerprint, armored }) => (
            <div key={fingerprint} className="space-y-3">
              <Fingerprint value={fingerprint} />
              <CertificateTools
                name={`${inbox.id}-${fingerprint.slice(-8)}`}
                armored={armored}
                words={{
                  copy: otherWays.copy,
                  download: otherWays.download,
                  copied: sealer.copied,
                  copyFailed: sealer.copyFailed,
                }}
              />
              <details>
                <summary className="cursor-pointer text-action underline underline-offset-3">
                  {fill(otherWays.certificate, { name: inbox.name })}
                </summary>
                <pre className="mt-3 bg-sunk p-3 font-mono text-xs break-all whitespace-pre-wrap">
                  {armored}
                </pre>
              </details>
            </div>
          ))}
        </div>
      ))}
    </section>
  )
}

/** The steps alone, for the place where a page without scripts says that it has none. */
export function EncryptingSteps({ words }: { words: FormWords }) {
  return (
    <ol className="list-decimal space-y-2 pl-6">
      {words.otherWays.steps.map(({ text, command }) => (
        <li key={text}>
          {text}
          {command ? (
            <code className="mt-1 block bg-sunk px-3 py-2 font-mono text-sm break-words">
              {command}
            </code>
          ) : null}
        </li>
      ))}
    </ol>
  )
}

/** What somebody mails to the desk goes to its readers: the archive's copy is made by this server alone. */
function readersOf({ certificates }: FormInbox): FormInbox['certificates'] {
  return certificates.filter(({ archive }) => !archive)
}
