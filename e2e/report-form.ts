/** What the browser tests of the tip form share: opening it, filling it, and a worker that does as told. */
import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import type { FromWorker } from '#lib/sending/worker-messages'

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

export const STORY = 'He never turns on his camera. 이력서 is attached.'

/** What the worker says when the server has the tip. */
export const RECEIPT = {
  kind: 'received',
  receipt: {
    reference: '7K3M-Q2',
    received: '2026-11-22T10:00Z',
    inbox: 'demo',
    parts: [{ bytes: 65_536, sha256: 'a'.repeat(64) }],
    key: 'key',
    signature: 'signature',
  },
} satisfies FromWorker

/** Opens the form and waits until it can be reviewed. */
export async function openForm(page: Page): Promise<void> {
  await page.goto('/report')
  await expect(reviewButton(page)).toBeEnabled()
}

/** The button that leads to the check of the answers. */
export function reviewButton(page: Page) {
  return page.getByRole('button', { name: 'Check your answers' })
}

/** The button that encrypts and sends. */
export function sendButton(page: Page) {
  return page.getByRole('button', { name: 'Encrypt and send' })
}

/** The box that lists what is wrong. */
export function errorSummary(page: Page) {
  return page.getByRole('region', { name: 'There is a problem' })
}

/** Answers the three required questions. */
export async function fillRequired(page: Page, story = STORY): Promise<void> {
  await page.getByLabel('Someone who works for us now').check()
  await page.getByLabel('They still have access').check()
  await page.getByLabel('What happened?').fill(story)
}

/** Fills the required questions and goes on to the check. */
export async function review(page: Page): Promise<void> {
  await fillRequired(page)
  await reviewButton(page).click()
  await expect(page.getByRole('heading', { name: 'Check your answers' })).toBeFocused()
}

/** Fails when axe finds anything on the page as it is. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(AXE_TAGS).analyze()
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
  ).toEqual([])
}

/** Every beforeunload question of the page, as it would be asked; each is answered by leaving. */
export function leaveQuestions(page: Page): string[] {
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.type())
    void dialog.accept()
  })
  return asked
}

/**
 * Puts a worker in the place of the sealing worker that answers a job with `answers`, one after
 * another, and finds nothing in files; for states that the real one passes too quickly to be looked at.
 */
export async function scriptedWorker(page: Page, answers: readonly FromWorker[]): Promise<void> {
  const body = `postMessage({ kind: 'ready' })
    onmessage = ({ data }) => {
      if (data.kind === 'send') for (const answer of ${JSON.stringify(answers)}) postMessage(answer)
      if (data.kind === 'examine') {
        const examination = { format: 'other', findings: [], removable: false }
        postMessage({ kind: 'examined', id: data.id, examination })
      }
    }`
  await page.route('**/seal/worker.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body }),
  )
}
