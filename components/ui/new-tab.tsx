/** A link from a page on which somebody has typed something. */

/** Leaves what was typed where it is. */
export function NewTab({ href, text }: { href: string; text: string }) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer"
      className="font-semibold text-action underline underline-offset-3"
    >
      {text}
    </a>
  )
}
