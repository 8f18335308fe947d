/** Under which licences this site and the software it sends to browsers stand. */

/** The text of `/licences`. `openpgpVersion` is the version that the form sends to the browser. */
export function LicencesPage({ openpgpVersion }: { openpgpVersion: string }) {
  return (
    <article className="text">
      <h1>Licences</h1>
      <p className="lead">
        The software of this site is free: you may read, use, change and share it.
      </p>
      <h2>Our own code and texts</h2>
      <p>
        The code of this site stands under the MIT licence. Our advisories are written in our own
        words; what they quote belongs to the source that they name.
      </p>
      <h2>OpenPGP.js</h2>
      <p>
        The tip form encrypts with OpenPGP.js {openpgpVersion}, which stands under the GNU Lesser
        General Public License, version 3 or later. It is sent to your browser unmodified, joined
        with our own code in the files under /seal/.
      </p>
      <ul>
        <li>
          Source code of this version:{' '}
          <a href={`https://github.com/openpgpjs/openpgpjs/tree/v${openpgpVersion}`}>
            github.com/openpgpjs/openpgpjs
          </a>
        </li>
        <li>
          <a href="/licences/openpgp.txt">Notice, and how to use another version</a>
        </li>
        <li>
          <a href="/licences/LGPL-3.0.txt">GNU Lesser General Public License 3.0</a>, which adds to
          the <a href="/licences/GPL-3.0.txt">GNU General Public License 3.0</a>
        </li>
      </ul>
      <h2>Other software in your browser</h2>
      <p>
        The form also uses programs by others under the MIT licence:{' '}
        <a href="/licences/third-party.txt">their notices</a>. Reading pages run no software at all.
      </p>
    </article>
  )
}
