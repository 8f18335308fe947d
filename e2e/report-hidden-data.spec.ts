/**
 * Hidden data in files: the form says what it found, asks what becomes of it, and what the desk opens
 * is the same picture without it, together with the hash of the original.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { exifSegment, jpegWith, PHONE_EXIF, PLAIN_JPEG } from '#lib/evidence/pictures.fixture'
import {
  errorSummary,
  expectAccessible,
  fillRequired,
  openForm,
  reviewButton,
  sendButton,
} from './report-form.ts'

const root = join(import.meta.dirname, '..')
const dataDir = process.env.E2E_DATA_DIR
const hasGpg = spawnSync('gpg', ['--version']).status === 0

/** A picture that no test before has seen, where ImageMagick can make one. */
function picture(): Buffer<ArrayBuffer> {
  const made = spawnSync('convert', ['-size', '800x600', 'plasma:', '-strip', 'jpeg:-'], {
    maxBuffer: 16 * 1024 * 1024,
  })
  return made.status === 0 ? Buffer.from(made.stdout) : PLAIN_JPEG
}

const photo = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/jpeg', buffer })
const row = (page: Page, name: string) =>
  page.locator('li[id^="file-"]').filter({ has: page.getByText(name, { exact: true }) })

/** Whether two pictures look the same to the browser, pixel by pixel, and which way up they are. */
function samePixels(page: Page, one: Buffer, other: Buffer): Promise<boolean> {
  return page.evaluate(
    async (pictures) => {
      const [first, second] = await Promise.all(
        pictures.map(async (letters) => {
          const bytes = Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0))
          const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }))
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
          const context = canvas.getContext('2d')
          context?.drawImage(bitmap, 0, 0)
          const data = context?.getImageData(0, 0, bitmap.width, bitmap.height).data
          return `${bitmap.width} ${bitmap.height} ${data?.join()}`
        }),
      )
      return first !== undefined && first === second
    },
    [one.toString('base64'), other.toString('base64')],
  )
}

function inboxCommand(...args: string[]) {
  return spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'scripts', 'inbox.ts'), ...args],
    { cwd: root, encoding: 'utf8', env: { ...process.env, DATA_DIR: dataDir } },
  )
}

test('says where a photo was taken and asks what becomes of it, without a preset', async ({
  page,
}) => {
  await openForm(page)
  await fillRequired(page)
  await page
    .locator('#field-files')
    .setInputFiles([
      photo('desk.jpg', jpegWith([exifSegment(PHONE_EXIF)])),
      photo('plain.jpg', PLAIN_JPEG),
    ])
  const desk = row(page, 'desk.jpg')
  await expect(desk).toContainText('It says where it was taken: 51.51, −0.13')
  await expect(row(page, 'plain.jpg')).toContainText('No hidden data found.')
  await expect(page.getByRole('status').filter({ hasText: '1 file tells more' })).toBeVisible()
  await desk.getByText(/^\d+ more$/).click()
  await expect(desk).toContainText('SN-4417')
  await expect(desk.getByRole('radio', { checked: true })).toHaveCount(0)
  await expect(page.getByText('Choose whether “desk.jpg”')).toHaveCount(0)
  await expectAccessible(page)
  await page.setViewportSize({ width: 320, height: 640 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)

  await reviewButton(page).click()
  await errorSummary(page)
    .getByRole('link', {
      name: 'Choose whether “desk.jpg” is sent with or without its hidden data',
    })
    .click()
  await expect(desk).toBeFocused()
  await expectAccessible(page)
  await desk.getByLabel('Send unchanged').check()
  await reviewButton(page).click()
  await expect(
    page.getByText(/desk\.jpg \(.*sent unchanged, with \d+ hidden things\)/),
  ).toBeVisible()
})

test('asks once for several photos, where the sender wants that', async ({ page }) => {
  const phone = jpegWith([exifSegment(PHONE_EXIF)])
  await openForm(page)
  await fillRequired(page)
  await page.locator('#field-files').setInputFiles([photo('a.jpg', phone), photo('b.jpg', phone)])
  await page.getByRole('button', { name: 'All without it' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Chosen for 2 files.' })).toBeVisible()
  await expect(row(page, 'b.jpg').getByLabel('Send without it')).toBeChecked()
  await row(page, 'b.jpg').getByLabel('Send unchanged').check()
  await expectAccessible(page)
  await reviewButton(page).click()
  await expect(page.getByText(/a\.jpg \(.*sent without its hidden data\)/)).toBeVisible()
  await expect(page.getByText(/b\.jpg \(.*sent unchanged/)).toBeVisible()
})

test('offers who sent a mail for the list of accounts', async ({ page }) => {
  const mail = [
    'Delivered-To: ada.manager@company.example',
    'Received: from sender.example ([203.0.113.7]) by mx.company.example; now',
    'From: "Kim Dev" <kim.dev@mail.example>',
    'To: ada.manager@company.example',
    'Subject: my laptop',
    '',
    'hello',
  ].join('\r\n')
  await openForm(page)
  await page
    .locator('#field-files')
    .setInputFiles([{ name: 'laptop.eml', mimeType: 'message/rfc822', buffer: Buffer.from(mail) }])
  const eml = row(page, 'laptop.eml')
  await expect(eml).toContainText('to whom it was delivered: ada.manager@company.example')
  await expect(eml).toContainText('203.0.113.7, kim.dev@mail.example')
  await eml.getByRole('button', { name: 'Add them to accounts and devices' }).click()
  await expect(eml.getByRole('status')).toHaveText(/2 entries added/)
  await page.getByText('The person and their accounts').click()
  await expect(page.getByLabel('Value').nth(1)).toHaveValue('kim.dev@mail.example')
  await expectAccessible(page)
})

test('the desk opens the same picture without its hidden data, and the hash of the original', async ({
  page,
}) => {
  test.skip(!hasGpg, 'gpg is not on this machine')
  test.skip(dataDir === undefined, 'the site under test is not ours to look into')
  test.setTimeout(120_000)
  const original = jpegWith([exifSegment(PHONE_EXIF)], 'behind the end', picture())
  await openForm(page)
  await fillRequired(page)
  await page
    .locator('#field-files')
    .setInputFiles([photo('desk.jpg', original), photo('from-them.jpg', original)])
  await row(page, 'desk.jpg').getByLabel('Send without it').check()
  await row(page, 'from-them.jpg').getByLabel('Send unchanged').check()
  await reviewButton(page).click()
  await expect(page.getByText(/desk\.jpg \(.*sent without its hidden data\)/)).toBeVisible()
  await sendButton(page).click()
  const done = page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{2}$/)
  await expect(done).toBeVisible({ timeout: 90_000 })
  const shown = await done.innerText()
  await expect
    .poll(() => inboxCommand('list').stdout.includes(`${shown}\t`), { timeout: 20_000 })
    .toBe(true)

  const folder = await mkdtemp(join(tmpdir(), 'rhw-hidden-'))
  try {
    const out = join(folder, 'tip')
    const opened = inboxCommand('open', shown, '--out', out)
    expect(opened.status, opened.stderr).toBe(0)
    const names = (await readdir(join(out, 'files'))).sort()
    const [desk = Buffer.alloc(0), fromThem = Buffer.alloc(0)] = await Promise.all(
      names.map((name) => readFile(join(out, 'files', name))),
    )
    expect(fromThem.equals(original)).toBe(true)
    expect(desk.toString('latin1')).not.toMatch(/Kieselphone|Ada|SN-4417|2026:|behind the end/)
    expect(await samePixels(page, original, desk)).toBe(true)

    const { files } = JSON.parse(await readFile(join(out, 'tip.json'), 'utf8'))
    const sha256 = createHash('sha256').update(original).digest('hex')
    expect(files[0]).toMatchObject({
      original: { bytes: original.length, sha256 },
      hidden: { removed: true, found: expect.arrayContaining([{ kind: 'place', text: '' }]) },
    })
    // What was taken out of the file is not told beside it.
    expect(JSON.stringify(files[0])).not.toMatch(/51\.5|Ada|SN-4417/)
    expect(files[1]).toMatchObject({
      sha256,
      hidden: {
        removed: false,
        found: expect.arrayContaining([
          { kind: 'place', text: 'It says where it was taken: 51.51, −0.13' },
        ]),
      },
    })
    const report = await readFile(join(out, 'report.txt'), 'utf8')
    expect(report).toContain(sha256)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
