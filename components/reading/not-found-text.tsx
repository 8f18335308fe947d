/** What a reader finds at an address that does not exist. */

/** The text of the 404 page: no apology, three ways on. */
export function NotFoundText() {
  return (
    <article className="text">
      <h1>There is no page here</h1>
      <p className="lead">
        The address may be mistyped, or the page may have moved. Withdrawn advisories stay at their
        addresses, so this was not one of them.
      </p>
      <ul>
        <li>
          <a href="/first-72-hours">What to do first if you may have hired an impostor</a>
        </li>
        <li>
          <a href="/advisories">All advisories</a>
        </li>
        <li>
          <a href="/report">Send us a tip</a>
        </li>
      </ul>
    </article>
  )
}
