/**
 * The main job, end to end: a worried manager fills in the form, their browser encrypts the report
 * and two attachments, and the analyst opens the mail from the inbox with GnuPG.
 */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import PostalMime from 'postal-mime'
import { openForm, reviewButton, sendButton } from './report-form.ts'

const MARKER = 'Kieselstein-4417-Marker'
const root = join(import.meta.dirname, '..')
const hasGpg = spawnSync('gpg', ['--version']).status === 0
const dataDir = process.env.E2E_DATA_DIR

function inboxCommand(...args: string[]) {
  return spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'scripts', 'inbox.ts'), ...args],
    { cwd: root, encoding: 'utf8', env: { ...process.env, DATA_DIR: dataDir } },
  )
}

/** Files below the data folder, but for the demo key itself, that hold the marker in the clear or in base64. */
async function leaks(): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(dataDir ?? '', { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const content = await readFile(path)
    const base64 = [0, 1, 2].map((offset) =>
      Buffer.from(Buffer.alloc(offset).toString() + MARKER)
        .toString('base64')
        .slice(4, -4),
    )
    if ([MARKER, ...base64].some((needle) => content.includes(needle))) found.push(path)
  }
  return found
}

/** The subjects of all mails in the demo inbox, as a mail program shows them. */
async function subjects(): Promise<(string | undefined)[]> {
  const fresh = join(dataDir ?? '', 'maildir', 'demo', 'new')
  const mails = await Promise.all((await readdir(fresh)).map((name) => readFile(join(fresh, name))))
  return Promise.all(mails.map(async (mail) => (await PostalMime.parse(mail)).subject))
}

test.skip(!hasGpg, 'gpg is not on this machine')
test.skip(dataDir === undefined, 'the site under test is not ours to look into')

test('a tip with two attachments arrives, and gpg opens it byte for byte', async ({
  page,
  request,
}) => {
  test.setTimeout(120_000)
  const korean = {
    name: '이력서 김.pdf',
    mimeType: 'application/pdf',
    buffer: randomBytes(180_000),
  }
  const log = {
    name: `${MARKER}.csv`,
    mimeType: 'text/csv',
    buffer: Buffer.from(`hour,address\n2026-10-01T09,198.51.100.7 ${MARKER}\n`.repeat(400)),
  }
  const story = `She interviewed well, but another voice answers now. ${MARKER}\n\n두 번째 문단.`

  await openForm(page)
  await page.getByLabel('Someone who works for us now').check()
  await page.getByLabel('They still have access').check()
  await page.getByLabel('What happened?').fill(story)
  await page.locator('#field-files').setInputFiles([korean, log])
  await page.getByLabel(`Note for “${log.name}”`).fill('VPN sign-ins of October')
  await page.getByLabel('Yes, say “urgent” in the subject').check()
  await reviewButton(page).click()
  await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeFocused()
  await sendButton(page).click()
  const done = page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{2}$/)
  await expect(done).toBeVisible({ timeout: 90_000 })
  const shown = await done.innerText()

  await expect
    .poll(() => inboxCommand('list').stdout.includes(`${shown}\t`), { timeout: 20_000 })
    .toBe(true)
  const line = inboxCommand('list')
    .stdout.split('\n')
    .find((one) => one.startsWith(`${shown}\t`))
  expect(line).toMatch(/^[^\t]+\t\d{4}-\d\d-\d\dT\d\d:00Z\tdemo\t1\t\d+$/)
  expect(await leaks()).toEqual([])
  expect(await subjects()).toContainEqual(expect.stringMatching(`^Tip ${shown} · .* · urgent$`))

  const folder = await mkdtemp(join(tmpdir(), 'rhw-journey-'))
  try {
    const out = join(folder, 'tip')
    const opened = inboxCommand('open', shown, '--out', out)
    expect(opened.stderr + opened.stdout).not.toContain('Error')
    expect(opened.status).toBe(0)

    const report = await readFile(join(out, 'report.txt'), 'utf8')
    expect(report).toContain(shown)
    expect(report).toContain('another voice answers now')
    expect(report).toContain('두 번째 문단.')
    expect(report).toContain('VPN sign-ins of October')
    expect(report).toContain('NOT ANSWERED')

    const tip: unknown = JSON.parse(await readFile(join(out, 'tip.json'), 'utf8'))
    const ajv = new Ajv2020({ strict: false })
    addFormats.default(ajv)
    const valid = ajv.compile(await (await request.get('/schema/tip.json')).json())
    expect(valid(tip), JSON.stringify(valid.errors)).toBe(true)
    expect(tip).toMatchObject({ category: 'works-now', now: 'has-access', sharing: 'red' })

    const files = (await readdir(join(out, 'files'))).sort()
    const [first = '', second = '', key = '', ...more] = files
    expect(more).toEqual([])
    expect(first.normalize('NFC')).toContain('이력서')
    expect((await readFile(join(out, 'files', first))).equals(korean.buffer)).toBe(true)
    expect((await readFile(join(out, 'files', second))).equals(log.buffer)).toBe(true)
    // The way back, which the form offers unless the sender takes the tick away.
    expect(report).toContain('You can write back')
    expect(key).toMatch(/tip-key\.asc$/)
    const listed = spawnSync('gpg', ['--show-keys', join(out, 'files', key)], { encoding: 'utf8' })
    expect(listed.stdout).toContain('Tip line <reply+')
    expect((await stat(join(out, 'report.txt'))).mode & 0o077).toBe(0)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
