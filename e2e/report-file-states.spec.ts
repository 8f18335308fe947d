/** While a tip is sent, each file has a row of its own: it can fail, be tried again, and be taken out. */
import { expect, type Page, test } from '@playwright/test'
import type { FileProgress, SendProgress } from '#lib/sending/worker-messages'
import { expectAccessible, openForm, RECEIPT, review, sendButton } from './report-form.ts'

const NAMES = ['log.csv', '이력서.pdf', 'photo.jpg']
const file = (n: number, state: FileProgress['state'], message?: string): FileProgress => ({
  id: `file-${n}`,
  state,
  doneBytes: state === 'sending' ? 1_048_576 : 0,
  totalBytes: 3_145_728,
  ...(message && { message }),
})
const progress = (files: FileProgress[]): { kind: 'progress'; progress: SendProgress } => ({
  kind: 'progress',
  progress: {
    phase: 'sending',
    doneBytes: 4_194_304,
    totalBytes: 9_437_184,
    bytesPerSecond: 7_000,
    secondsLeft: 743,
    files,
  },
})
const GONE = '“photo.jpg” cannot be read any more. It may have been moved.'

/** A worker that answers each kind of message as `answers` say, and finds nothing in files. */
async function tellingWorker(page: Page, answers: Record<string, unknown[]>): Promise<void> {
  const body = `postMessage({ kind: 'ready' })
    onmessage = ({ data }) => {
      const said = data.kind + (data.kind.endsWith('-file') ? ' ' + data.id : '')
      for (const answer of ${JSON.stringify(answers)}[said] ?? []) postMessage(answer)
      if (data.kind === 'examine') {
        const examination = { format: 'other', findings: [], removable: false }
        postMessage({ kind: 'examined', id: data.id, examination })
      }
    }`
  await page.route('**/seal/worker.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body }),
  )
}

async function sendFiles(page: Page): Promise<void> {
  await openForm(page)
  await page
    .locator('#field-files')
    .setInputFiles(
      NAMES.map((name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) })),
    )
  await review(page)
  await sendButton(page).click()
}

const row = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })

test('shows each file with its state, and the whole with speed and time left', async ({ page }) => {
  await tellingWorker(page, {
    send: [progress([file(0, 'done'), file(1, 'sending'), file(2, 'waiting')])],
  })
  await sendFiles(page)
  await expect(page.getByText('4 MB of 9 MB')).toContainText('about 12 minutes left')
  await expect(row(page, 'log.csv')).toContainText('3 MB, sent')
  await expect(row(page, '이력서.pdf')).toContainText('1 MB of 3 MB, being sent')
  await expect(page.getByRole('progressbar', { name: '이력서.pdf' })).toHaveAttribute(
    'value',
    '1048576',
  )
  await expect(row(page, 'photo.jpg')).toContainText('3 MB, waiting')
  // No percents: a screen reader hears the stage alone.
  await expect(page.getByRole('status').filter({ hasText: /MB|minutes/ })).toHaveCount(0)
  await expectAccessible(page)
})

test('a file that failed says why, is tried again alone, and ends the send of no other', async ({
  page,
}) => {
  await tellingWorker(page, {
    send: [progress([file(0, 'done'), file(1, 'sending'), file(2, 'failed', GONE)])],
    'retry-file file-2': [progress([file(0, 'done'), file(1, 'done'), file(2, 'sending')])],
  })
  await sendFiles(page)
  const failed = row(page, 'photo.jpg')
  await expect(failed).toContainText(GONE)
  await expect(page.getByRole('status').filter({ hasText: 'One file could not' })).toBeVisible()
  await expectAccessible(page)
  await failed.getByRole('button', { name: 'Try again photo.jpg' }).click()
  await expect(failed).toContainText('being sent')
  await expect(page.getByText('One file could not be sent')).toHaveCount(0)
})

test('a file whose hidden data cannot be taken out goes unchanged only when the sender says so', async ({
  page,
}) => {
  const message = 'The hidden data of “photo.jpg” cannot be taken out, so it was not sent.'
  const photo: FileProgress = { ...file(2, 'failed', message), unchanged: true }
  await tellingWorker(page, {
    send: [progress([file(0, 'done'), file(1, 'sending'), photo])],
    'retry-file file-2': [progress([file(0, 'done'), file(1, 'done'), file(2, 'sending')])],
  })
  await sendFiles(page)
  const failed = row(page, 'photo.jpg')
  await expect(failed).toContainText(message)
  await expect(failed.getByRole('button', { name: 'Try again' })).toHaveCount(0)
  await expectAccessible(page)
  await failed.getByRole('button', { name: 'Send unchanged photo.jpg' }).click()
  await expect(failed).toContainText('being sent')
})

test('a file is taken out while the others go on, and stays out when the send fails', async ({
  page,
}) => {
  const left = [file(0, 'done'), file(1, 'sending'), file(2, 'removed')]
  await tellingWorker(page, {
    send: [progress([file(0, 'done'), file(1, 'sending'), file(2, 'waiting')])],
    'remove-file file-2': [progress(left)],
    cancel: [
      {
        kind: 'failed',
        failure: { code: 'cancelled', retryable: true, message: 'Sending was stopped.' },
      },
    ],
  })
  await sendFiles(page)
  await page.getByRole('button', { name: 'Remove photo.jpg' }).click()
  await expect(row(page, 'photo.jpg')).toContainText('nothing of it reaches the desk')
  await expect(row(page, 'photo.jpg')).toBeFocused()
  await expect(page.getByRole('button', { name: 'Remove photo.jpg' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Stop sending' }).click()
  const answers = page.locator('dl').last()
  await expect(answers).toContainText('log.csv')
  await expect(answers).not.toContainText('photo.jpg')
})

test('says nothing about speed and time as long as they are not known', async ({ page }) => {
  const unknown = progress([file(0, 'sending')])
  unknown.progress.bytesPerSecond = null
  unknown.progress.secondsLeft = null
  await tellingWorker(page, { send: [unknown] })
  await sendFiles(page)
  await expect(page.getByText('4 MB of 9 MB')).toHaveText('4 MB of 9 MB · time left: not known yet')
})

test('keeps the screen on while it sends, and lets go of it afterwards', async ({ page }) => {
  await page.addInitScript(() => {
    const locks: string[] = []
    Object.assign(globalThis, { locks })
    Object.defineProperty(navigator, 'wakeLock', {
      value: {
        request: async (kind: string) => {
          locks.push(kind)
          return { release: async () => locks.push('released') }
        },
      },
    })
  })
  await tellingWorker(page, { send: [progress([])], cancel: [RECEIPT] })
  await sendFiles(page)
  const locks = () => page.evaluate(() => (globalThis as unknown as { locks: string[] }).locks)
  await expect.poll(locks).toEqual(['screen'])
  await page.getByRole('button', { name: 'Stop sending' }).click()
  await expect(page.getByRole('heading', { name: 'Your tip is stored' })).toBeVisible()
  await expect.poll(locks).toEqual(['screen', 'released'])
})

test('leaving while a tip is sent asks first', async ({ page }) => {
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.type())
    void dialog.accept()
  })
  await tellingWorker(page, { send: [progress([])] })
  await sendFiles(page)
  await expect(page.getByRole('heading', { name: 'Sending your tip' })).toBeVisible()
  await page.goto('/')
  expect(asked).toEqual(['beforeunload'])
})
