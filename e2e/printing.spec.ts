// Prints long pages to PDF on A4 and Letter, and looks for what paper would cut off.
import { expect, type Page, test } from '@playwright/test'

/** Paper without the margins of 18 mm that the print style sheet sets, in CSS pixels (96 to the inch). */
const PAPER = { A4: 210 - 36, Letter: 215.9 - 36 } as const
const MILLIMETRE = 96 / 25.4
const FORMATS = ['A4', 'Letter'] as const

/** Elements that reach beyond the paper, or hide what does not fit into them. */
function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    return [...document.querySelectorAll('main *')].flatMap((element) => {
      const style = getComputedStyle(element)
      const box = element.getBoundingClientRect()
      if (style.display === 'none' || box.width === 0) return []
      const beyond = box.right > width + 1 || box.left < -1
      const hidden =
        element instanceof HTMLElement &&
        style.display !== 'inline' &&
        element.scrollWidth > element.clientWidth + 1 &&
        style.overflowX !== 'visible'
      return beyond || hidden
        ? [`${element.tagName} ${element.className}: ${element.textContent?.slice(0, 40)}`]
        : []
    })
  })
}

const LONG_PAGES = [
  '/timeline',
  '/figures',
  '/indicators',
  '/checks',
  '/report-to',
  '/first-72-hours',
] as const

for (const path of LONG_PAGES) {
  for (const format of FORMATS) {
    test(`${path} prints whole on ${format}`, async ({ page }) => {
      await page.setViewportSize({ width: Math.floor(PAPER[format] * MILLIMETRE), height: 900 })
      await page.goto(path)
      await page.emulateMedia({ media: 'print' })
      expect(await cutOff(page)).toEqual([])
      const pdf = await page.pdf({ format, preferCSSPageSize: false })
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
      const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0
      expect(pages).toBeGreaterThan(1)
    })
  }
}

test('a printed timeline keeps each event in one piece and says what is decided', async ({
  page,
}) => {
  await page.goto('/timeline')
  await page.emulateMedia({ media: 'print' })
  const events = page.locator('.events > li')
  expect(await events.count()).toBeGreaterThan(60)
  await expect(events.first()).toHaveCSS('break-inside', 'avoid')
  await expect(page.getByRole('navigation')).toHaveCount(0)
  await expect(page.getByText('presumed innocent').first()).toBeVisible()
})

test('a printed checklist has a box for each check, drawn and no background', async ({ page }) => {
  await page.goto('/checks')
  await page.emulateMedia({ media: 'print' })
  const boxes = await page.locator('.checks > li').evaluateAll((checks) =>
    checks.map((check) => {
      const { borderTopWidth, borderTopStyle, width } = getComputedStyle(check, '::before')
      return `${borderTopWidth} ${borderTopStyle} ${parseFloat(width) > 8}`
    }),
  )
  expect(boxes.length).toBeGreaterThan(40)
  expect(new Set(boxes)).toEqual(new Set(['2px solid true']))
  await expect(page.locator('.checks > li').first()).toHaveCSS('break-inside', 'avoid')
})

test('a printed figure keeps its bars, since they are drawn and no backgrounds', async ({
  page,
}) => {
  await page.goto('/figures')
  await page.emulateMedia({ media: 'print' })
  const bar = page.locator('#sentences rect').first()
  await expect(bar).toHaveCSS('fill', 'rgb(0, 0, 0)')
  expect((await bar.boundingBox())?.width).toBeGreaterThan(50)
})
