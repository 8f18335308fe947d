/** A plain list of links, as the footer and the search page show one. */

/** Each link once, in the order given. */
export function LinkList({ links }: { links: readonly { href: string; text: string }[] }) {
  return (
    <ul>
      {links.map(({ href, text }) => (
        <li key={href}>
          <a href={href}>{text}</a>
        </li>
      ))}
    </ul>
  )
}
