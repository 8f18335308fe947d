// Receipts as a sender keeps and checks them: signed by the running site, changed, of another site, or none.
import { createPrivateKey, sign } from 'node:crypto'
import { expect, type Page, test } from '@playwright/test'
import { receiptWords } from '#lib/i18n/receipt-words'
import { makeReceiptKey } from '#lib/intake/receipts'
import { receiptSigningInput } from '#lib/protocol/receipt'
import type { Receipt } from '#lib/protocol/shapes'
import { savedReceipt } from '#lib/receipt/saved-receipt'
import { expectAccessible } from './report-form.ts'

const own = makeReceiptKey()
const retired = makeReceiptKey()
const stranger = makeReceiptKey()
const KEYS = '**/.well-known/tip-receipt-key'
const SITE = { url: 'https://tips.example.org', language: 'en' } as const

function receiptOf(key = own): Receipt {
  const unsigned = {
    reference: '7K3M-Q2',
    received: '2026-11-22T10:00Z',
    inbox: 'desk',
    parts: [{ bytes: 65_536, sha256: 'ab'.repeat(32) }],
    key: key.kid,
  }
  const secret = createPrivateKey({ key: { ...key.privateJwk }, format: 'jwk' })
  const signature = sign(null, receiptSigningInput(unsigned), secret).toString('base64url')
  return { ...unsigned, signature }
}
const fileOf = (receipt: Receipt) => savedReceipt(receipt, receiptWords('en'), SITE)

const result = (page: Page) => page.locator('#receipt-result')
const field = (page: Page) => page.getByLabel('Or paste its text')
const press = (page: Page) => page.getByRole('button', { name: 'Check the receipt' }).click()

/** Chooses a saved receipt, as the file that a sender has. */
async function choose(page: Page, text: string | Buffer, name = 'receipt-7K3M-Q2.txt') {
  await page.getByLabel('The file that you saved').setInputFiles({
    name,
    mimeType: 'text/plain',
    buffer: Buffer.from(text),
  })
}

/** Puts keys whose secret halves the test holds in the place of the site's. */
async function withKeys(page: Page): Promise<void> {
  const keys = [own, retired].map(({ kid, publicJwk }) => ({ ...publicJwk, kid }))
  await page.route(KEYS, (route) => route.fulfill({ json: { keys } }))
}

test('a saved receipt is genuine, by the present key and by a retired one', async ({ page }) => {
  await withKeys(page)
  await page.goto('/receipt')
  for (const key of [own, retired]) {
    await choose(page, fileOf(receiptOf(key)))
    await expect(page.getByRole('heading', { name: 'This receipt is genuine' })).toBeVisible()
    await expect(result(page)).toBeFocused()
    await expect(result(page)).toContainText('22 November 2026, between 10:00 and 11:00 UTC')
    await expect(result(page)).toContainText('65,536 bytes')
    await expect(result(page)).toContainText(key.kid)
  }
})

test('a changed value is found, and nobody claims to know which', async ({ page }) => {
  await withKeys(page)
  await page.goto('/receipt')
  await choose(page, fileOf({ ...receiptOf(), received: '2026-11-22T11:00Z' }))
  await expect(page.getByRole('heading', { name: 'This receipt was changed' })).toBeVisible()
  await expect(result(page)).toContainText('Nobody can tell from the receipt which one')
})

test('a receipt of another site is called so', async ({ page }) => {
  await withKeys(page)
  await page.goto('/receipt')
  await choose(page, fileOf(receiptOf(stranger)))
  await expect(
    page.getByRole('heading', { name: 'This site did not sign this receipt' }),
  ).toBeVisible()
})

test('what is no receipt is named with its cure, and stays in the field', async ({ page }) => {
  await page.goto('/receipt')
  await press(page)
  await expect(result(page)).toContainText('There is nothing to check yet')
  for (const [text, title] of [
    ['Dear Sir', 'There is no receipt in this'],
    [fileOf(receiptOf()).slice(0, -30), 'This is not a whole receipt'],
    [fileOf(receiptOf()).repeat(2), 'There is more than one receipt in this'],
  ] as const) {
    await field(page).fill(text)
    await press(page)
    await expect(result(page)).toContainText(title)
    await expect(field(page)).toHaveValue(text)
  }
  await choose(page, 'x'.repeat(300_000))
  await expect(result(page)).toContainText('too large for a receipt')
})

test('keys out of reach say nothing of the receipt, which stays for another try', async ({
  page,
}) => {
  await page.goto('/receipt')
  await page.route(KEYS, (route) => route.abort())
  await choose(page, fileOf(receiptOf()))
  await expect(result(page)).toContainText('keys could not be loaded')
  await page.unroute(KEYS)
  await withKeys(page)
  await press(page)
  await expect(result(page)).toContainText('This receipt is genuine')
})

test('nothing of the receipt is sent: the page asks for the public keys alone', async ({
  page,
}) => {
  await page.goto('/receipt', { waitUntil: 'networkidle' })
  const asked: string[] = []
  page.on('request', (request) => {
    // The browser asks for the icon when it likes.
    if (request.url().includes('favicon')) return
    asked.push(`${request.method()} ${new URL(request.url()).pathname} ${request.postData() ?? ''}`)
  })
  await choose(page, fileOf(receiptOf()))
  await expect(result(page)).toContainText('This site did not sign this receipt')
  await press(page)
  await expect(result(page)).toBeVisible()
  expect([...new Set(asked)]).toEqual(['GET /.well-known/tip-receipt-key '])
})

test('a browser without Ed25519 checks by the library', async ({ page }) => {
  await withKeys(page)
  await page.addInitScript(() => {
    const { subtle } = crypto
    const importKey = subtle.importKey.bind(subtle) as (...given: unknown[]) => unknown
    Object.defineProperty(subtle, 'importKey', {
      value: (...given: unknown[]) =>
        given[2] === 'Ed25519'
          ? Promise.reject(new DOMException('', 'NotSupportedError'))
          : importKey(...given),
    })
  })
  await page.goto('/receipt')
  await choose(page, fileOf(receiptOf()))
  await expect(result(page)).toContainText('This receipt is genuine')
  await choose(page, fileOf({ ...receiptOf(), inbox: 'other' }))
  await expect(result(page)).toContainText('This receipt was changed')
})

test('a file saved by an editor of Windows is read, and one that was dropped', async ({ page }) => {
  await withKeys(page)
  await page.goto('/receipt')
  const utf16 = Buffer.from(`\ufeff${fileOf(receiptOf())}`, 'utf16le')
  await choose(page, utf16)
  await expect(result(page)).toContainText('This receipt is genuine')
  await field(page).fill('')
  const dropped = await page.evaluateHandle((text) => {
    const data = new DataTransfer()
    data.items.add(new File([text], 'receipt.txt'))
    return data
  }, fileOf(receiptOf()))
  await page.locator('#receipt-form').dispatchEvent('drop', { dataTransfer: dropped })
  await expect(field(page)).toHaveValue(/7K3M-Q2/)
  await expect(result(page)).toContainText('This receipt is genuine')
})

test('what a forger writes stays text', async ({ page }) => {
  await withKeys(page)
  await page.goto('/receipt')
  await choose(page, JSON.stringify({ ...receiptOf(), inbox: '<img src=x onerror=alert(1)>' }))
  await expect(result(page)).toContainText('<img src=x onerror=alert(1)>')
  await expect(result(page).locator('img')).toHaveCount(0)
})

for (const colorScheme of ['light', 'dark'] as const) {
  test(`bars nobody with a result (axe, ${colorScheme})`, async ({ page }) => {
    await withKeys(page)
    await page.emulateMedia({ colorScheme })
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      await page.goto('/receipt')
      for (const receipt of [receiptOf(), { ...receiptOf(), inbox: 'other' }]) {
        await choose(page, fileOf(receipt))
        await expect(result(page)).toBeVisible()
        await expectAccessible(page)
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    }
  })
}

test('goes by keyboard from the text to the result', async ({ page }) => {
  await withKeys(page)
  await page.goto('/receipt')
  await field(page).focus()
  await page.keyboard.insertText(JSON.stringify(receiptOf()))
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Check the receipt' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(result(page)).toBeFocused()
  await expect(result(page)).toContainText('This receipt is genuine')
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('shows no form that would do nothing, and how to check by hand', async ({ page }) => {
    await page.goto('/receipt')
    await expect(page.getByLabel('The file that you saved')).toBeHidden()
    await expect(page.locator('noscript p')).toBeVisible()
    await expect(page.getByRole('region', { name: 'A script for Node' })).toBeVisible()
  })
})
