/**
 * The page that checks a saved receipt, as it is published: a place for the file or its text, what a
 * receipt proves, and how to check it without this page. take-over.ts does the checking.
 */
import { NODE_SCRIPT, OPENSSL_COMMANDS } from './by-hand.ts'
import {
  RECEIPT_FILE,
  RECEIPT_FORM,
  RECEIPT_RESULT,
  RECEIPT_STATUS,
  RECEIPT_TEXT,
} from './receipt-ids.ts'

/** `siteUrl` stands in the commands, which are run elsewhere. */
export function ReceiptPage({ siteUrl }: { siteUrl: string }) {
  return (
    <article className="text">
      <h1>Check a receipt</h1>
      <p className="lead">
        When a tip was sent here, its sender could save a receipt. This page tells whether this site
        signed it, and whether it was changed since.
      </p>
      {/* A browser without scripts never shows it: see receipt.css. */}
      <form id={RECEIPT_FORM}>
        <p className="small" id="receipt-privacy">
          The receipt stays in this browser. The page loads only this site’s public keys, which are
          the same for everybody.
        </p>
        <div>
          <label htmlFor={RECEIPT_FILE}>The file that you saved</label>
          <p className="small" id="receipt-file-hint">
            Its name begins with “receipt”. You can also drop it here.
          </p>
          <input
            id={RECEIPT_FILE}
            type="file"
            accept=".txt,.json,text/plain,application/json"
            aria-describedby="receipt-file-hint receipt-privacy"
          />
        </div>
        <div>
          <label htmlFor={RECEIPT_TEXT}>Or paste its text</label>
          <textarea
            id={RECEIPT_TEXT}
            rows={8}
            autoComplete="off"
            autoCapitalize="none"
            // Some browsers send what is typed to a spelling service.
            spellCheck={false}
          />
        </div>
        <button className="button" type="submit">
          Check the receipt
        </button>
      </form>
      <noscript>
        <p>
          Checking here needs JavaScript, and it is off. You can{' '}
          <a href="#by-hand">check it by hand</a> instead, on any computer.
        </p>
      </noscript>
      <p id={RECEIPT_STATUS} role="status" />
      <section id={RECEIPT_RESULT} hidden tabIndex={-1} />
      <h2>What a receipt proves</h2>
      <p>
        In the hour that it names, this site had stored encrypted parts of exactly the sizes and
        hashes that it names, for the inbox that it names.
      </p>
      <p>It does not prove who sent them, what is in them, or that someone has read them.</p>
      <p>
        Whoever holds the site’s signing key can make receipts. A genuine receipt is the site’s own
        word, given in that hour, that it cannot take back later.
      </p>
      <h2 id="by-hand">Check it by hand</h2>
      <p>
        Save the site’s <a href="/.well-known/tip-receipt-key">public keys</a> as{' '}
        <code>keys.json</code> beside the receipt. Keys that are no longer in use stay in that file.
        From a copy that you saved earlier, the check works even when this site is gone.
      </p>
      <h3>With Node</h3>
      <p>
        Save this as <code>check.mjs</code> (Node 18 or later):
      </p>
      <Code label="A script for Node">{NODE_SCRIPT}</Code>
      <p>
        Then run this. It prints <code>genuine</code> or <code>changed</code>:
      </p>
      <Code label="How to run the script">{`curl -fo keys.json ${siteUrl}/.well-known/tip-receipt-key
node check.mjs receipt.txt keys.json
`}</Code>
      <h3>With OpenSSL</h3>
      <p>
        In a shell with jq and OpenSSL 3. It prints <code>Signature Verified Successfully</code>, or
        a failure:
      </p>
      <Code label="Commands for OpenSSL">{OPENSSL_COMMANDS}</Code>
      <h3>With any other tool</h3>
      <p>
        The signature is Ed25519 (RFC 8032) over the text <code>rhw-receipt-v1</code>, a line feed,
        and the receipt’s JSON without <code>signature</code>, written as RFC 8785 says.{' '}
        <code>key</code> is the RFC 7638 thumbprint of the public key, which is a JWK (RFC 8037).
      </p>
    </article>
  )
}

/** Lines to be copied; they scroll by keyboard where they are too wide. */
function Code({ label, children }: { label: string; children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="commands" aria-label={label} tabIndex={0}>
      <pre>
        <code>{children}</code>
      </pre>
    </section>
  )
}
