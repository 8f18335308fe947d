/** What the offline opener is, how to get it unchanged, and how to use it: for the people who read tips. */

/** What the build says of the file: SHA-256 in hex and bytes. */
export type OpenerFacts = { sha256: string; bytes: number }

/** `opener` is null where the pages were built without it, as in the live preview. */
export function OpenPage({ opener, siteUrl }: { opener: OpenerFacts | null; siteUrl: string }) {
  const address = `${siteUrl}/tools/opener.html`
  return (
    <article className="text">
      <h1>Open a tip offline</h1>
      <p className="lead">
        For desks that receive tips and do not use GnuPG. One file opens a sealed tip with your
        secret key, on a machine that may have no network at all.
      </p>
      {opener === null ? (
        <p>This copy of the site was built without the file.</p>
      ) : (
        <>
          <p>
            {/* The server sends it as a file to save; a browser never shows it from here. */}
            <a href="/tools/opener.html">Save opener.html</a> (
            {Math.round(opener.bytes / 1000).toLocaleString('en')} kB). SHA-256:
          </p>
          <p className="hash">
            <code>{opener.sha256}</code>
          </p>
        </>
      )}
      <h2>How to use it</h2>
      <ol>
        <li>Save the file, and check its SHA-256 once: see below.</li>
        <li>
          Copy it to the machine on which you read tips, best one that is kept for that. It can be
          offline.
        </li>
        <li>
          In your mail program, save the mail of the tip as a file that ends in <code>.eml</code>.
          Large parts come by link: fetch them, and copy the <code>.pgp</code> files too.
        </li>
        <li>
          Open <code>opener.html</code> with a double click. Choose the mail, your secret key, and
          type its passphrase.
        </li>
        <li>
          Read the report. Save only the files that you need, and open them on a machine kept for
          that.
        </li>
      </ol>
      <h2>What it does, and what not</h2>
      <ul>
        <li>
          <b>It contacts nobody.</b> Its own policy forbids it every connection. Your key, your
          passphrase and the tip stay in the tab.
        </li>
        <li>
          <b>It forgets.</b> A button forgets everything, and closing the tab does. What you saved
          stays where you saved it.
        </li>
        <li>
          <b>It shows text only.</b> No web page, picture or document of a tip is ever displayed.
          Each file is compared with the SHA-256 in the report, and saved so that nothing opens it
          by accident.
        </li>
        <li>
          <b>It shows nothing that was changed on its way.</b> A tip whose check fails stays closed.
        </li>
        <li>
          <b>It is no safer than the machine.</b> A program that spies on the machine sees your key
          here as it would anywhere. A key on a smart card cannot be used: open such tips with
          GnuPG.
        </li>
      </ul>
      <h2 id="check">Check that you have the right file</h2>
      <p>
        Whoever controls this server could change both the file and the hash on this page. Compare
        the hash with what a colleague sees from another network, or with the one that the operator
        gives you by another way.
      </p>
      <p>
        Windows, in PowerShell: <code>Get-FileHash opener.html</code>. macOS:{' '}
        <code>shasum -a 256 opener.html</code>. Linux: <code>sha256sum opener.html</code>.
      </p>
      <p>
        Anybody can build the same file, byte for byte, from the source code of this site:{' '}
        <code>npm ci</code>, then <code>npm run build</code>, and compare{' '}
        <code>.build/opener/opener.html</code> with <code>{address}</code>.
      </p>
      <p>
        Keep the copy that you have checked. An old copy goes on opening tips; there is no need to
        save it anew each time.
      </p>
    </article>
  )
}
