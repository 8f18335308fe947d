/** Rows of links that choose a part of a long page or another page of the same list. */

export type Choice = {
  href: string
  text: string
  /** How many entries it leads to. */
  count?: number
  /** Whether it leads to what the reader sees. */
  here?: boolean
}

/** One labelled row; a screen reader hears which choice is the present one. */
export function Choices({ label, choices }: { label: string; choices: readonly Choice[] }) {
  return (
    <nav className="choices" aria-label={label}>
      <b>{label}</b>
      <ul className="plain">
        {choices.map(({ href, text, count, here }) => (
          <li key={href}>
            <a href={href} aria-current={here ? 'page' : undefined}>
              {text}
              {count === undefined ? '' : ` (${count})`}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
