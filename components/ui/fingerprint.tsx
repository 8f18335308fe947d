/** A certificate's fingerprint, in groups of four so that it can be compared aloud. */

/** Splits a fingerprint of hex digits into groups of four, upper-case. */
export function fingerprintGroups(fingerprint: string): string[] {
  return fingerprint.toUpperCase().match(/.{1,4}/g) ?? []
}

/** Shows one fingerprint; it wraps between groups only. */
export function Fingerprint({ value }: { value: string }) {
  return (
    <p className="bg-sunk px-3 py-3 font-mono text-sm">
      {fingerprintGroups(value).map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups repeat and never move
        <span key={index} className="inline-block pr-3">
          {group}
        </span>
      ))}
    </p>
  )
}
