/**
 * What build and server start from: the checked configuration and the inboxes it names. Both must
 * see the same, since the form's page carries the certificates.
 */
import { type Config, type ConfigError, readConfig } from '#lib/config'
import { ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import type { Inbox } from '#lib/inboxes/inbox'
import { loadInboxes } from '#lib/inboxes/load-inboxes'
import * as openpgp from '#lib/sealing/openpgp.node'

export type Setup = { config: Config; inboxes: Inbox[] }

/**
 * Reads the environment and the inboxes; when the operator has written none, the demo inbox of
 * `DATA_DIR` is used, made on the first call. Errors are sentences, each with its cure.
 */
export async function readSetup(
  env: Readonly<Record<string, string | undefined>>,
): Promise<({ ok: true } & Setup) | { ok: false; errors: string[] }> {
  const read = readConfig(env)
  if (!read.ok) return { ok: false, errors: read.errors.map(configErrorText) }
  const { config } = read
  const loaded = await loadInboxes({ dir: config.inboxesDir, openpgp })
  if (!loaded.ok) return loaded
  const inboxes =
    loaded.inboxes.length > 0
      ? loaded.inboxes
      : [await ensureDemoInbox({ dataDir: config.dataDir, openpgp })]
  return { ok: true, config, inboxes }
}

/** A configuration error as one line. */
export function configErrorText({ variable, problem, cure }: ConfigError): string {
  return `${variable}: ${problem} ${cure}`
}
