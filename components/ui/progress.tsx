/** Progress that tells the truth: a bar where the end is known, words where it is not. */

/** `max` 0 means that the end is not known yet. Sizes are in any one unit. */
export function Progress({ label, value, max }: { label: string; value: number; max: number }) {
  return (
    <progress
      aria-label={label}
      {...(max > 0 ? { value, max } : {})}
      className="block h-3 w-full appearance-none border border-ink bg-sunk [&::-moz-progress-bar]:bg-action [&::-webkit-progress-bar]:bg-sunk [&::-webkit-progress-value]:bg-action"
    />
  )
}
