/**
 * Builds the site into `dist/`: inboxes and content checked and prepared, pages prerendered by
 * Next, the sealing worker bundled, and all of it finished for the server. `npm run build`.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { publishedAdvisories } from '#lib/content/advisories'
import { loadFigures, loadSite, loadSources, loadTimeline } from '#lib/content/data'
import { instantOf } from '#lib/content/dates'
import { loadPageAddresses } from '#lib/content/reference-pages'
import { loadStatement, type SignedStatement } from '#lib/inboxes/load-statement'
import { inboxesSha256, inboxesText } from '#lib/inboxes/page-inboxes'
import { publishedKeys } from '#lib/inboxes/published-keys'
import {
  publishesStatement,
  shownStatement,
  statementFiles,
} from '#lib/inboxes/published-statement'
import { loadToolContent } from '#lib/publishing/load-tool-content'
import { publications } from '#lib/publishing/publications'
import { referenceCsv } from '#lib/publishing/reference-csv'
import { toolFiles } from '#lib/publishing/tool-files'
import * as openpgp from '#lib/sealing/openpgp.node'
import { readSetup, type Setup } from '#server/setup'
import { openerFacts } from './build-opener.ts'
import { buildId, buildStamp, STAMP_FILE } from './build-stamp.ts'
import { readCsafSigner } from './finish/csaf-signer.ts'
import { finish } from './finish/finish.ts'
import { failWith, ROOT, runCommand, runScript } from './steps.ts'

const NEXT = 'node_modules/next/dist/bin/next'

async function step(title: string, script: string, args: string[], env: Record<string, string>) {
  console.log(`\n— ${title}`)
  const code = await runScript(script, args, env)
  if (code !== 0) failWith('The build stopped.', [`${title}: see above what to change.`])
}

async function build(): Promise<void> {
  const unknown = process.argv.slice(2).filter((argument) => argument !== '--preview')
  if (unknown.length > 0)
    failWith(`Unknown: ${unknown.join(' ')}`, ['The only option is --preview.'])
  if (process.argv.includes('--preview')) process.env.PREVIEW = '1'
  const setup = await readSetup(process.env)
  if (!setup.ok) failWith('The site cannot be built:', setup.errors)
  const { siteUrl, retentionDays, csafSigningKeyFile, preview } = setup.config
  // One minute for all steps, so that no embargo ends between two of them.
  const now = process.env.BUILD_TIME || instantOf(new Date())
  // Before the long steps, so that a key that cannot sign is told at once.
  const signer = await readCsafSigner(csafSigningKeyFile, new Date())
  const statement = await readStatement(setup)
  const transports = setup.config.mailTransports.map(({ name }) => name)

  const work = join(ROOT, '.build')
  await mkdir(work, { recursive: true })
  // Taken before the build, so that what changes meanwhile is built the next time.
  const stamp = await buildStamp(ROOT, setup, now)
  await rm(join(ROOT, STAMP_FILE), { force: true })
  const inboxesJson = join(work, 'inboxes.json')
  await writeFile(inboxesJson, inboxesText(setup.inboxes))
  const env = {
    INBOXES_JSON: inboxesJson,
    SITE_URL: siteUrl,
    RETENTION_DAYS: String(retentionDays),
    MAIL_TRANSPORT: transports.join(','),
    REPLY_ADDRESS: setup.config.replyAddress ?? '',
    BUILD_ID: process.env.BUILD_ID ?? (await buildId(ROOT)),
    BUILD_TIME: now,
    KEY_STATEMENT: statement === null ? '' : JSON.stringify(shownStatement(statement)),
    PREVIEW: preview ? '1' : '',
    NEXT_TELEMETRY_DISABLED: '1',
    NODE_ENV: 'production',
  }

  await step('Content', 'scripts/build-content.ts', [], env)
  // Before the pages, since one of them names its hash.
  await step('Offline opener', 'scripts/build-opener.ts', [], env)
  const opener = await openerFacts(join(work, 'opener'))
  // Next would take pages and chunks of an earlier build from its cache.
  await rm(join(ROOT, '.next'), { recursive: true, force: true })
  await step('Pages', NEXT, ['build'], {
    ...env,
    OPENER_SHA256: opener.sha256,
    OPENER_BYTES: String(opener.bytes),
  })
  await step('Form', 'scripts/build-form.ts', [], env)
  await step('Way back', 'scripts/build-follow-up.ts', [], env)
  await step('Search', 'scripts/build-search.ts', [], env)
  await step('Receipt check', 'scripts/build-receipt.ts', [], env)
  await step('Page without scripts', 'scripts/build-plain.ts', [], env)
  await step('Sealing worker', 'scripts/build-seal.ts', [], env)

  console.log('\n— Finish')
  const { answers } = await finish({
    next: join(ROOT, '.next'),
    publicDir: join(ROOT, 'public'),
    sealDir: join(work, 'seal'),
    formDir: join(work, 'form'),
    followUpDir: join(work, 'follow-up'),
    searchDir: join(work, 'search'),
    plainDir: join(work, 'plain'),
    receiptDir: join(work, 'receipt'),
    openerDir: join(work, 'opener'),
    publications: [
      ...publications({
        siteUrl,
        pages: loadPageAddresses(ROOT),
        advisories: publishedAdvisories(ROOT),
        site: loadSite(ROOT),
        preview,
      }),
      ...referenceCsv({
        timeline: loadTimeline(ROOT),
        figures: loadFigures(ROOT),
        sources: loadSources(ROOT),
      }),
      ...(await toolFiles(loadToolContent(siteUrl, ROOT), signer)),
      ...publishedKeys(setup.inboxes),
      ...(statement === null ? [] : statementFiles(statement, setup.inboxes)),
    ],
    siteUrl,
    retentionDays,
    preview,
    transports,
    ...(setup.config.replyAddress !== null && { replyAddress: setup.config.replyAddress }),
    inboxes: setup.inboxes,
    inboxesSha256: inboxesSha256(setup.inboxes),
    dist: join(ROOT, 'dist'),
  })
  await writeFile(join(ROOT, STAMP_FILE), stamp)
  console.log(`${Object.keys(answers).length} addresses for ${siteUrl} stand in dist/.`)
  if (preview)
    console.log(
      'This is a preview with drafts and embargoed advisories; search engines are told to stay away.',
    )
}

/** The signed statement of keys, if there is one; whatever is wrong with it ends the build. */
async function readStatement({ config, inboxes }: Setup): Promise<SignedStatement | null> {
  const { inboxesDir: dir, siteUrl } = config
  if (!publishesStatement(siteUrl)) return null
  const loaded = await loadStatement({ dir, inboxes, siteUrl, openpgp, now: new Date() })
  if (!loaded.ok) failWith('The site cannot be built:', loaded.errors)
  for (const warning of loaded.warnings) console.error(warning)
  return loaded.statement
}

await runCommand(build)
