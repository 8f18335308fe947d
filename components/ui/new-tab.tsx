/** A link from a page on which somebody has typed something. */

/** Leaves what was typed where it is. */
export function NewTab({
  href,
  text,
  look = 'bold',
}: {
  href: string
  text: string
  look?: 'bold' | 'plain'
}) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer"
      className={`${look === 'bold' ? 'font-semibold ' : ''}text-action underline underline-offset-3`}
    >
      {text}
    </a>
  )
}
