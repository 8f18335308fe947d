/** The form as somebody uses it: what it shows, what it asks, how it is filled, checked and left. */
import { expect, test } from '@playwright/test'
import {
  errorSummary,
  expectAccessible,
  fillRequired,
  leaveQuestions,
  openForm,
  review,
  reviewButton,
  STORY,
  sendButton,
} from './report-form.ts'

test.describe('before anything is written', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`axe finds nothing in ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme })
      await openForm(page)
      for (const summary of await page.locator('form summary').all()) await summary.click()
      await expectAccessible(page)
    })
  }

  test('says who reads it, what the server sees, and that it is a demonstration', async ({
    page,
  }) => {
    await openForm(page)
    for (const term of [
      'Not for emergencies',
      'Who reads it',
      'What our server sees',
      'Your device',
      'Not the police',
      'If you helped',
      'If you stay anonymous',
      'Never send',
      'In a regulated firm',
      'How long we keep it',
    ]) {
      await expect(page.getByRole('term').filter({ hasText: term })).toBeVisible()
    }
    await expect(page.getByText('Demonstration: send nothing real')).toHaveCount(2)
    await expect(
      page.getByText('Whoever controls this server could change this page'),
    ).toBeVisible()
  })

  test('fits 320 pixels without scrolling sideways', async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 256 })
    await openForm(page)
    for (const summary of await page.locator('form summary').all()) await summary.click()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  })

  test('gives what is typed to no spelling service, and answers to no translation', async ({
    page,
  }) => {
    await openForm(page)
    const checked = await page
      .locator('input, textarea')
      .evaluateAll((controls) =>
        controls.filter((one) => (one as HTMLInputElement).spellcheck).map(({ id }) => id),
      )
    expect(checked).toEqual([])
    await review(page)
    const answer = page.getByText(STORY)
    expect(await answer.evaluate((one) => (one as HTMLElement).translate)).toBe(false)
  })

  test('what has the focus never lies under the exit bar', async ({ page }) => {
    await page.setViewportSize({ width: 375, height: 667 })
    await openForm(page)
    for (const summary of await page.locator('form summary').all()) await summary.click()
    const bar = page.locator('div').filter({ has: page.getByText('Exit this page') })
    const bottom = await bar.last().evaluate((element) => element.getBoundingClientRect().height)
    await page.getByRole('contentinfo').getByRole('link').last().focus()
    const under: string[] = []
    // Backwards, where the browser scrolls only as far as it must, up to the form's first answer.
    for (let back = 0; back < 80; back += 1) {
      await page.keyboard.press('Shift+Tab')
      const [name, top, category] = await page.evaluate(() => {
        const element = document.activeElement
        return [
          element?.id || element?.textContent || '',
          element?.getBoundingClientRect().top ?? 0,
          element?.matches('[name="category"]') ?? false,
        ] as const
      })
      if (top < bottom) under.push(name)
      if (category) break
    }
    expect(under).toEqual([])
    expect(bottom).toBeGreaterThan(0)
  })

  test('has no address to post to', async ({ page }) => {
    await openForm(page)
    const requests: string[] = []
    page.on('request', (request) => {
      // The browser asks for the icon when it likes.
      if (!request.url().includes('favicon')) requests.push(request.url())
    })
    await page.getByText('Reaching you and sharing').scrollIntoViewIfNeeded()
    await page.locator('#field-contact-how').press('Enter')
    await expect(errorSummary(page)).toBeVisible()
    expect(requests).toEqual([])
    await expect(page.locator('form[action]')).toHaveCount(0)
  })
})

test('data that leaves now brings up at once what to do first', async ({ page }) => {
  await openForm(page)
  await page.getByLabel('Data or money is leaving now').check()
  const box = page.getByRole('region', { name: 'Do this first, then write' })
  await expect(box).toBeVisible()
  await expect(box.getByRole('link')).toHaveAttribute('href', '/first-72-hours')
  await expectAccessible(page)
  await page.getByLabel('It has ended').check()
  await expect(box).toHaveCount(0)
})

test('pasted identifiers are recognised, confirmed, corrected and removed', async ({ page }) => {
  await openForm(page)
  await page.locator('summary', { hasText: 'The person and their accounts' }).click()
  await page
    .locator('#field-pasted')
    .fill('someone@example.org, 192.0.2.7\nhttps://github.com/nobody')
  await page.getByRole('button', { name: 'Add to the list' }).click()
  await expect(page.getByText('3 entries added.')).toBeVisible()
  await expect(page.locator('#field-identifiers-0-type')).toHaveValue('email')
  await expect(page.locator('#field-identifiers-1-value')).toHaveValue('192.0.2.7')
  await page.locator('#field-identifiers-1-type').selectOption('other')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Remove someone@example.org' }).click()
  await expect(page.locator('#field-identifiers-0-value')).toHaveValue('192.0.2.7')
  // What is left in the box when the form is checked is recognised as well.
  await page.locator('#field-pasted').fill('other@example.org')
  await fillRequired(page)
  await reviewButton(page).click()
  await expect(page.getByText('E-mail address: other@example.org')).toBeVisible()
})

test('the check no longer says what is required', async ({ page }) => {
  await openForm(page)
  await expect(page.getByText('Three questions are required')).toBeVisible()
  await review(page)
  await expect(page.getByText('Three questions are required')).toBeHidden()
})

test('the check lists every answer, what was not answered, and leads back to each', async ({
  page,
}) => {
  await openForm(page)
  await page.locator('summary', { hasText: 'Your side' }).click()
  await page.locator('#field-organisation-country').selectOption({ label: 'Germany' })
  await page.locator('#field-kept').check()
  await page.locator('summary', { hasText: 'The person and their accounts' }).click()
  await page.locator('#field-names').fill('Alpha Beta\nGamma Delta')
  await review(page)
  const answers = page.locator('dl').last()
  await expect(answers).toContainText('Country: Germany')
  await expect(answers).toContainText('Gamma Delta')
  await expect(answers).toContainText('Logs')
  await expect(page.getByText(/^Not answered: .*Payments/)).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Change Names used' }).click()
  await expect(page.locator('#field-names')).toBeFocused()
  await expect(page.locator('#field-names')).toHaveValue('Alpha Beta\nGamma Delta')
})

test('every answer is given by keyboard alone, up to the button that sends', async ({ page }) => {
  await openForm(page)
  await page.locator('#field-category').focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Tab')
  await page.keyboard.type(STORY)
  await page.keyboard.press('Tab')
  await expect(page.locator('#field-files')).toBeFocused()
  for (let stops = 0; stops < 40; stops += 1) {
    await page.keyboard.press('Tab')
    if (await reviewButton(page).evaluate((button) => button === document.activeElement)) break
  }
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeFocused()
  await expect(page.locator('dl').last()).toContainText('They still have access')
  for (let stops = 0; stops < 20; stops += 1) {
    await page.keyboard.press('Tab')
    if (await sendButton(page).evaluate((button) => button === document.activeElement)) break
  }
  await expect(sendButton(page)).toBeFocused()
})

test.describe('leaving', () => {
  test('an untouched form asks nothing, an unsent one asks', async ({ page }) => {
    const asked = leaveQuestions(page)
    await openForm(page)
    await page.goto('/')
    expect(asked).toEqual([])
    await openForm(page)
    await fillRequired(page)
    await page.goto('/')
    expect(asked).toEqual(['beforeunload'])
  })

  test('“Exit this page” clears, asks nothing, and replaces its entry in the history', async ({
    page,
  }) => {
    const asked = leaveQuestions(page)
    await page.route('https://www.wikipedia.org/', (route) =>
      route.fulfill({ contentType: 'text/html', body: 'neutral' }),
    )
    await page.goto('/')
    await openForm(page)
    await fillRequired(page)
    await page.getByRole('button', { name: 'Exit this page' }).click()
    await expect(page).toHaveURL('https://www.wikipedia.org/')
    expect(asked).toEqual([])
    await page.goBack()
    await expect(page).not.toHaveURL(/report/)
  })
})
