/**
 * What build and server start from: the checked configuration and the inboxes it names. Both must
 * see the same, since the form's page carries the certificates.
 */
import { type Config, type ConfigError, readConfig } from '#lib/config'
import { LANGUAGES } from '#lib/i18n/languages'
import { ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import type { Inbox } from '#lib/inboxes/inbox'
import { loadInboxes } from '#lib/inboxes/load-inboxes'
import * as openpgp from '#lib/sealing/openpgp.node'

export type Setup = { config: Config; inboxes: Inbox[] }
/** `warnings`: what an operator should know of the inboxes but what stops nothing, each with its cure. */
export type ReadSetup = { ok: true; warnings: string[] } & Setup

/**
 * Reads the environment and the inboxes; when the operator has written none, the demo inbox of
 * `DATA_DIR` is used, made on the first call. Errors are sentences, each with its cure.
 * @param options.demo false to make no demo inbox, and give none when there is no other
 */
export async function readSetup(
  env: Readonly<Record<string, string | undefined>>,
  { demo = true }: { demo?: boolean } = {},
): Promise<ReadSetup | { ok: false; errors: string[] }> {
  const read = readConfig(env)
  if (!read.ok) return { ok: false, errors: read.errors.map(configErrorText) }
  const { config } = read
  const loaded = await loadInboxes({
    dir: config.inboxesDir,
    openpgp,
    languages: LANGUAGES,
    now: new Date(),
  })
  if (!loaded.ok) return loaded
  const inboxes =
    loaded.inboxes.length > 0 || !demo
      ? loaded.inboxes
      : [await ensureDemoInbox({ dataDir: config.dataDir, openpgp })]
  return { ok: true, config, inboxes, warnings: loaded.warnings }
}

/** A configuration error as one line. */
export function configErrorText({ variable, problem, cure }: ConfigError): string {
  return `${variable}: ${problem} ${cure}`
}
