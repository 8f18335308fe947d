/** The signed statement of keys as the build found it, for the pages that show keys. */
import { z } from 'zod'

const shape = z.object({
  path: z.string(),
  /** Upper-case hex. */
  signer: z.string(),
  /** A day, `2027-11-22`. */
  until: z.string(),
})

/** Where the statement is, who signed it and until when it holds; null when the site publishes none. */
export type ShownStatement = z.infer<typeof shape>

/** Reads `KEY_STATEMENT`, which the build sets. @throws when it is not what the build writes */
export function keyStatement(env: NodeJS.ProcessEnv = process.env): ShownStatement | null {
  return env.KEY_STATEMENT ? shape.parse(JSON.parse(env.KEY_STATEMENT)) : null
}
