// The offline opener as an analyst uses it: from disk, with mails that the product's own delivery wrote and
// keys that gpg made. It contacts nobody, shows only text, and says what is wrong.
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import {
  at,
  closeDesk,
  LINK,
  logs,
  message,
  openDesk,
  PASSPHRASE,
  seal,
  sha256,
} from './opener-desk.ts'
import {
  ADDRESS,
  chooseKey,
  chooseTip,
  OPENER,
  open,
  passphrase,
  press,
  problem,
  report,
  start,
  taken,
} from './opener-page.ts'
import { expectAccessible } from './report-form.ts'

test.skip(spawnSync('gpg', ['--version']).status !== 0, 'needs gpg')
test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  test.setTimeout(240_000)
  await openDesk()
})
test.afterAll(closeDesk)

test('opens the mail that delivery wrote, shows it as text, and asks nobody', async ({ page }) => {
  const asked = await start(page)
  await open(page, 'tip.eml')
  await expect(report(page)).toContainText('The report – 보고서')
  await expect(report(page)).toContainText('<img src=x onerror=alert(1)> <U+202E>evil')
  await expect(page.locator('#result')).toContainText('7K3M-Q2')
  await expect(page.getByRole('cell', { name: 'someone@example.org' })).toBeVisible()
  await expect(page.locator('img, iframe, #result script')).toHaveCount(0)
  const file = (name: string) => page.getByRole('listitem').filter({ hasText: name })
  await expect(file('cv.html')).toContainText('✓ SHA-256 and size are those of the report')
  await expect(file('cv.html')).toContainText('The sender writes: what he sent')
  await expect(file('table.xlsm')).toContainText('This is not the file that the report names')
  await expect(file('table.xlsm')).toContainText('macros')

  await page.getByRole('button', { name: 'Open this file: logs.txt' }).click()
  await expect(file('logs.txt')).toContainText('✓ SHA-256 and size are those of the report')
  for (const [button, saved, bytes] of [
    ['Save: logs.txt', '03-logs.txt', logs],
    ['Save: cv.html', '01-cv.html.unsafe', undefined],
  ] as const) {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: button }).click()
    expect((await download).suggestedFilename()).toBe(saved)
    if (bytes) expect(readFileSync(await (await download).path())).toEqual(bytes)
  }
  // Downloads come from the page itself.
  expect(asked.filter((url) => !url.startsWith('blob:'))).toEqual([ADDRESS])
  await expect(page).toHaveTitle('Open a tip')
})

test('opens files of a Maildir, sealed parts alone, and parts that were fetched later', async ({
  page,
}) => {
  await start(page)
  await open(page, '1795341600.bWFpbA.host:2,S')
  await expect(report(page)).toContainText('The report')
  await page.getByRole('button', { name: 'Forget everything' }).click()
  await open(page, 'tip.eml.pgp', 'file-1.pgp')
  await expect(report(page)).toContainText('The report')
  await expect(page.getByRole('button', { name: 'Open this file: logs.txt' })).toBeVisible()
  await page.getByRole('button', { name: 'Forget everything' }).click()
  await open(page, 'linked.eml')
  await expect(taken(page)).toContainText('Not here yet: file-1.pgp')
  await expect(taken(page)).toContainText(LINK)
  await expect(page.locator('#result')).toContainText('file-1.pgp is not here')
  await chooseTip(page, 'file-1.pgp')
  await expect(taken(page)).not.toContainText('Not here yet')
  await press(page)
  await page.getByRole('button', { name: 'Open this file: logs.txt' }).click()
  await expect(page.getByRole('button', { name: 'Save: logs.txt' })).toBeFocused()
})

test('says what is wrong and how to go on, and keeps what was chosen', async ({ page }) => {
  await start(page)
  const expectProblem = async (title: string) => {
    await expect(problem(page)).toContainText(title)
    await expect(problem(page)).toBeFocused()
  }
  await press(page)
  await expectProblem('No tip was chosen')
  await chooseTip(page, 'file-1.pgp')
  await expect(taken(page)).toContainText('sealed part 1')
  await press(page)
  await expectProblem('The sealed message is missing')
  await chooseTip(page, 'tip.eml')
  await expect(taken(page)).toContainText('a mail with a tip')
  await press(page)
  await expectProblem('No secret key was chosen')
  await chooseKey(page, 'desk-public.asc')
  await press(page)
  await expectProblem('only the public key')
  await chooseKey(page, 'tip.eml')
  await press(page)
  await expectProblem('There is no key in the key file')
  await chooseKey(page, 'brainpool.asc')
  await press(page)
  await expectProblem('not sealed to this key')
  await expect(problem(page)).toContainText(/keys [0-9A-F]{16}\./)
  await chooseKey(page)
  await press(page)
  await expectProblem('This key has a passphrase')
  await passphrase(page).fill('Correct horse')
  await press(page)
  await expectProblem('does not fit this key')
  await passphrase(page).fill(PASSPHRASE)
  await passphrase(page).press('Enter')
  await expect(report(page)).toBeVisible()
  await expect(problem(page)).toBeHidden()
})

test('takes no other file for a tip, and names what it is', async ({ page }) => {
  await start(page)
  const files: [string, string | Buffer, string][] = [
    ['plain.eml', 'From: a@example.org\r\nSubject: Hi\r\n\r\nHello\r\n', 'no sealed tip is in it'],
    ['mail.msg', Buffer.from('d0cf11e0a1b11ae100000000', 'hex'), 'Outlook'],
    ['empty.eml', '', 'is empty'],
    ['cat.png', Buffer.from('89504e470d0a1a0a', 'hex'), 'no mail and no sealed part'],
    ['desk.asc', readFileSync(at('desk.asc')), 'is a key, not a tip'],
  ]
  for (const [name, content, says] of files) {
    writeFileSync(at(name), content)
    await chooseTip(page, name)
    await expect(taken(page).locator('.refused').last()).toContainText(says)
  }
})

test('shows nothing of a tip that was changed on its way', async ({ page }) => {
  await start(page)
  const sealed = readFileSync(at('tip.eml.pgp'))
  sealed.writeUInt8(sealed.readUInt8(sealed.length - 60) ^ 1, sealed.length - 60)
  writeFileSync(at('changed.pgp'), sealed)
  await open(page, 'changed.pgp')
  await expect(problem(page)).toContainText('damaged, or somebody changed it')
  await expect(page.locator('#result')).toBeEmpty()
})

test('outlives what a hostile sender makes: names, nesting, and what unfolds without end', async ({
  page,
}) => {
  await start(page)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  writeFileSync(at('bomb.pgp'), seal(Buffer.alloc(300 * 1024 * 1024), 'desk', ['-z', '9']))
  expect(statSync(at('bomb.pgp')).size).toBeLessThan(2_000_000)
  await open(page, 'bomb.pgp')
  await expect(problem(page)).toContainText('More came out than belongs there', {
    timeout: 60_000,
  })

  let nested = 'Content-Type: text/plain\r\n\r\ndeep\r\n'
  for (let depth = 0; depth < 400; depth += 1) {
    nested = `Content-Type: multipart/mixed; boundary="b${depth}"\r\n\r\n--b${depth}\r\n${nested}\r\n--b${depth}--\r\n`
  }
  writeFileSync(at('nested.pgp'), seal(nested))
  await page.getByRole('button', { name: 'Forget everything' }).click()
  await open(page, 'nested.pgp')
  await expect(page.locator('#result')).toBeVisible()

  const name = `${'../'.repeat(50)}\u202Egpj.${'x'.repeat(120)}<b>.exe`.slice(0, 250)
  writeFileSync(at('names.pgp'), seal(message({ name, note: '<b>\u0007'.repeat(50) })))
  await page.getByRole('button', { name: 'Forget everything' }).click()
  await open(page, 'names.pgp')
  await expect(report(page)).toContainText('The report')
  await page.setViewportSize({ width: 320, height: 800 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  await expect(page.locator('#result b')).toHaveCount(0)
  expect(asked).toEqual([])
})

test('opens with a key on a Brainpool curve', async ({ page }) => {
  await start(page)
  writeFileSync(at('curve.pgp'), seal('The report', 'brainpool'))
  await chooseTip(page, 'curve.pgp')
  await expect(taken(page)).not.toBeEmpty()
  await chooseKey(page, 'brainpool.asc')
  await passphrase(page).fill(PASSPHRASE)
  await press(page)
  await expect(report(page)).toHaveText('The report')
})

test('forgets everything on demand, and asks for nothing to be remembered', async ({ page }) => {
  await start(page)
  await open(page, 'tip.eml')
  await expect(report(page)).toBeVisible()
  await page.getByRole('button', { name: 'Forget everything' }).click()
  await expect(page.locator('#result')).toBeEmpty()
  await expect(taken(page)).toBeEmpty()
  await expect(page.locator('#key-taken')).toBeEmpty()
  await expect(passphrase(page)).toHaveValue('')
  await press(page)
  await expect(problem(page)).toContainText('No tip was chosen')
  await page.reload()
  await expect(passphrase(page)).toHaveValue('')
  expect(await page.evaluate(() => document.cookie.length + history.length)).toBeLessThan(4)
})

test('its own policy lets it contact nobody and run nothing else', async ({ page }) => {
  await start(page)
  const refused = await page.evaluate(async () => {
    const broken: string[] = []
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      broken.push(effectiveDirective),
    )
    await fetch('https://example.org/').catch(() => undefined)
    navigator.sendBeacon('https://example.org/')
    new Image().src = 'https://example.org/x.png'
    const script = document.createElement('script')
    try {
      script.text = 'document.title = "run"'
      document.body.append(script)
    } catch {
      broken.push('trusted-types')
    }
    await new Promise((resolve) => setTimeout(resolve, 300))
    return [...new Set(broken)].sort()
  })
  expect(refused).toEqual(expect.arrayContaining(['connect-src', 'img-src', 'trusted-types']))
  await expect(page).toHaveTitle('Open a tip')
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`bars nobody, empty, with a problem and with a tip (axe, ${colorScheme})`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width: 375, height: 800 })
    await start(page)
    await page.getByText('How to get this file').click()
    await expectAccessible(page)
    await press(page)
    await expectAccessible(page)
    await open(page, 'tip.eml')
    await expect(report(page)).toBeVisible()
    await expectAccessible(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375)
  })
}

test('is offered as a file to save, with the hash that the page names', async ({
  page,
  request,
}) => {
  const answer = await request.get('/tools/opener.html')
  expect(answer.headers()['content-disposition']).toBe('attachment; filename="opener.html"')
  expect(answer.headers()['content-security-policy']).toContain('sandbox')
  const bytes = await answer.body()
  expect(bytes).toEqual(readFileSync(OPENER))
  await page.goto('/open')
  await expect(page.getByText(sha256(bytes))).toBeVisible()
  await expect(page.getByRole('link', { name: 'Save opener.html' })).toHaveAttribute(
    'href',
    '/tools/opener.html',
  )
})
