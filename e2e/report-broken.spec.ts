/** When the worker, the crypto or all scripts are missing, nothing is sent and the page says what works. */
import { expect, type Page, test } from '@playwright/test'
import { expectAccessible, fillRequired, openForm, reviewButton, STORY } from './report-form.ts'

async function expectWayOut(page: Page): Promise<void> {
  const failed = page.getByRole('region', { name: 'This page cannot encrypt, so it sends nothing' })
  await expect(failed).toBeVisible()
  await expect(reviewButton(page)).toBeDisabled()
  await fillRequired(page)
  const requests: string[] = []
  page.on('request', (request) => {
    // The browser asks for the icon when it likes.
    if (!request.url().includes('favicon')) requests.push(request.url())
  })
  await page.locator('#field-contact-how').press('Enter')
  // A new tab, so that what is typed here stays.
  await expect(
    failed.getByRole('link', { name: 'Write it on the page without scripts' }),
  ).toHaveAttribute('target', '_blank')
  await failed.getByRole('link', { name: 'Other ways that still work' }).click()
  await expect(page.getByRole('heading', { name: 'If this page does not work' })).toBeInViewport()
  expect(requests).toEqual([])
  await expectAccessible(page)
}

test('a missing worker is named, and the certificate and the text can be taken out', async ({
  page,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.route('**/seal/worker.js', (route) => route.fulfill({ status: 404, body: '' }))
  await page.goto('/report')
  await expectWayOut(page)
  await page.getByRole('button', { name: 'Copy what you typed' }).click()
  await expect(page.getByText('Copied.')).toBeVisible()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toContain(`What happened?\n${STORY}`)
  expect(copied).toContain('Not answered')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the certificate' }).click()
  expect((await download).suggestedFilename()).toMatch(/\.asc$/)
  // The filter is gone: the page can be made to work without being loaded again.
  await page.unroute('**/seal/worker.js')
  await page.getByRole('button', { name: 'Try to start it again' }).click()
  await expect(reviewButton(page)).toBeEnabled()
  await expect(page.getByLabel('What happened?')).toHaveValue(STORY)
})

test('missing crypto is named', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })
    Object.defineProperty(navigator, 'clipboard', { get: () => undefined })
  })
  await page.goto('/report')
  await expect(page.getByText('Open the site over https')).toBeVisible()
  await expectWayOut(page)
  await page.getByRole('button', { name: 'Copy what you typed' }).click()
  await expect(page.getByRole('textbox', { name: 'Copy what you typed' })).toHaveValue(
    new RegExp(STORY),
  )
})

test('a worker that says that it cannot work is a failure, not a wait', async ({ page }) => {
  await page.route('**/seal/worker.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: `throw new Error('no')` }),
  )
  await page.goto('/report')
  await expectWayOut(page)
})

test('missing page scripts leave the button off and the other ways readable', async ({ page }) => {
  await page.route('**/form/*.js', (route) => route.abort())
  await page.goto('/report')
  await expect(reviewButton(page)).toBeDisabled()
  await expect(page.getByLabel('What happened?')).toBeDisabled()
  await expect(page.getByText('gpg --show-keys inbox.asc')).toBeVisible()
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })
  test('the page says so first, and how to go on', async ({ page }) => {
    await page.goto('/report')
    const notice = page.getByRole('region', {
      name: 'This page cannot encrypt, so it sends nothing',
    })
    await expect(notice).toContainText('Scripts are off')
    await expect(notice).toContainText('while it arrives, the server could read it')
    await expect(notice).toContainText('gpg --no-options --no-encrypt-to')
    await expect(reviewButton(page)).toBeDisabled()
    // A way out that does nothing is worse than none.
    await expect(page.getByRole('button', { name: 'Exit this page' })).toBeHidden()
    await page.getByText(/^Certificate of/).click()
    await expect(page.getByText('-----BEGIN PGP PUBLIC KEY BLOCK-----')).toBeVisible()
    await notice.getByRole('link', { name: 'Write it on the page without scripts' }).click()
    await expect(page).toHaveURL(/\/report\/plain$/)
  })
})

test('the page creates exactly one policy and starts only its own worker', async ({ page }) => {
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(error.message))
  await openForm(page)
  expect(page.workers().map((worker) => new URL(worker.url()).pathname)).toEqual([
    '/seal/worker.js',
  ])
  expect(problems).toEqual([])
})
