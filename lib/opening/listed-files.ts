/** What the sender's own list says of the files of a message. */
import { messageSchema } from '#lib/tip/message-schema'
import type { AttachedFile, Tip } from '#lib/tip/schema'
import type { Contents } from './contents.ts'

/** The sender's own list of files, in `tip.json` or, of a further message, in `message.json`. */
export function listedFiles(tip: Tip | null, { files }: Pick<Contents, 'files'>): AttachedFile[] {
  if (tip !== null) return tip.files
  const [first] = files
  if (first?.name !== 'message.json') return []
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(first.content))
    return messageSchema.safeParse(json).data?.files ?? []
  } catch {
    return []
  }
}
