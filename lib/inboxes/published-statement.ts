/** The statement of keys as the site publishes and shows it. */
import type { Inbox } from './inbox.ts'
import { STATEMENT_PATH } from './key-statement.ts'
import type { SignedStatement } from './load-statement.ts'
import { keyPath, type PublishedKey } from './published-keys.ts'

/** Whether a build for this address publishes a statement: it speaks for the public site, and a trial on this machine shows none. */
export function publishesStatement(siteUrl: string): boolean {
  return !/^http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:\d+)?\/?$/.test(siteUrl)
}

/** What pages say of it. */
export function shownStatement({ signer, statement }: SignedStatement): {
  path: string
  signer: string
  until: string
} {
  return { path: STATEMENT_PATH, signer, until: statement.until }
}

/** The signed text, and its signer's certificate unless an inbox has it. */
export function statementFiles(
  { signed, signer, signerArmored }: SignedStatement,
  inboxes: readonly Pick<Inbox, 'certificates'>[],
): PublishedKey[] {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const isReader = inboxes.some(({ certificates }) =>
    certificates.some(({ fingerprint }) => fingerprint === signer.toLowerCase()),
  )
  return [
    { path: STATEMENT_PATH, contentType: 'text/plain; charset=utf-8', body: bytes(signed) },
    ...(isReader
      ? []
      : [
          {
            path: keyPath(signer),
            contentType: 'application/pgp-keys',
            body: bytes(signerArmored),
          },
        ]),
  ]
}
