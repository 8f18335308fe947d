/**
 * Coming back without scripts at a real server: gpg opens the tip with its key and the further message,
 * the disk holds neither number nor words nor text, and a wrong number looks like a forgotten one.
 */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeCode } from '#lib/follow-up/code'
import { deriveKeys, readReturnNumber, showReturnNumber } from '#lib/follow-up/derive'
import { stretch } from '#lib/follow-up/stretch.node'
import { demoInboxFiles } from '#lib/inboxes/demo-inbox'
import { listTips } from '#scripts/inbox/mails'
import { replyMail } from '#scripts/inbox/reply-mail'
import { makePlainPlace } from './plain-place.fixture.ts'
import { type DrawnAnswer, readDrawn } from './plain-site.fixture.ts'
import { partsOf } from './sealed-mail.fixture.ts'

const MARKER = 'Wiedehopf-9023-Marker'
/** No answer to a return number comes earlier (lib/intake/follow-up-calls.ts). */
const LEAST_MS = 290
const hasGpg = spawnSync('gpg', ['--version']).status === 0

const place = makePlainPlace()

type Answer = DrawnAnswer & { status: number; bytes: number; headers: Headers; ms: number }

function formOf(fields: Record<string, string | File>): FormData {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  return body
}

async function post(path: string, fields: Record<string, string | File>): Promise<Answer> {
  const begun = performance.now()
  const answer = await fetch(`${place.server.origin}${path}`, {
    method: 'POST',
    body: formOf(fields),
  })
  const html = await answer.text()
  const ms = performance.now() - begun
  const { status, headers } = answer
  return { ...readDrawn(html), status, headers, bytes: Buffer.byteLength(html), ms }
}

const tip = (story: string) => ({
  category: 'works-now',
  now: 'ended',
  story,
  wayBack: 'yes',
})
const look = (number: string) => post('/follow-up/plain', { number, step: 'look' })

/** Sends a tip, and gives what its sender wrote down. */
async function tipWithCode(story = `They are called ${MARKER}.`) {
  const answer = await post('/report/plain', tip(story))
  const { wayBack, receipt } = answer
  if (!wayBack || wayBack === 'shown' || !receipt) return expect.fail('It has no way back.')
  return { ...wayBack, receipt, answer }
}

/** What must be nowhere on the disk and in no line of the log: the number, the words, as text and as bytes. */
function secretsOf({ words, returnNumber }: { words: readonly string[]; returnNumber: string }) {
  const bytes = readReturnNumber(returnNumber)
  const plain = returnNumber.replaceAll('-', '')
  return [
    returnNumber,
    plain,
    plain.toLowerCase(),
    Buffer.from(bytes ?? []).toString('latin1'),
    Buffer.from(bytes ?? []).toString('hex'),
    Buffer.from(bytes ?? []).toString('base64url'),
    ...[0, 3, 6].map((at) => words.slice(at, at + 3).join(' ')),
    words.slice(0, 3).join(','),
    MARKER,
  ]
}

const mailbox = () => join(place.dataDir, 'maildir', 'demo', 'new')
const mails = () => readdir(mailbox()).catch((): string[] => [])

function gpgIn(home: string) {
  const base = ['--homedir', home, '--batch', '--quiet', '--trust-model', 'always']
  return (args: string[], input?: Uint8Array | string) =>
    spawnSync('gpg', [...base, ...args], { input, maxBuffer: 64 * 1024 * 1024 }).stdout
}

describe('coming back without scripts', () => {
  it('would be found by the search', async () => {
    await writeFile(join(place.dataDir, 'plain'), `x${MARKER}x`)
    expect(await place.filesWith([MARKER])).toHaveLength(1)
  })

  it.skipIf(!hasGpg)(
    'brings a further message to the desk and says that a reply waits; the disk tells nothing',
    async () => {
      const made = await tipWithCode()
      const { returnNumber: number, receipt } = made
      expect(made.answer.headers.get('cache-control')).toBe('no-store')
      expect(made.words).toHaveLength(9)
      const first = await look(number)
      expect(first).toMatchObject({
        status: 200,
        state: 'returning',
        number,
        errors: [],
        found: { reference: receipt.reference, inbox: 'demo', messages: [{ number: 1 }] },
      })
      expect(first.headers.get('cache-control')).toBe('no-store')
      const sent = await post('/follow-up/plain', {
        number,
        after: '1',
        story: `More: ${MARKER}.`,
        'files.0': new File([`In a file: ${MARKER}.`], 'a.txt'),
      })
      expect(sent).toMatchObject({ status: 200, state: 'sent', number })
      expect(sent.receipt?.reference).toBe(`${receipt.reference}-2`)
      await expect.poll(mails, { timeout: 20_000 }).toHaveLength(2)

      const home = join(place.folder, 'gpg')
      await mkdir(home, { mode: 0o700 })
      const gpg = gpgIn(home)
      gpg(['--import', demoInboxFiles(place.dataDir).secret])
      const received = await listTips(join(place.dataDir, 'maildir'))
      const opened = async (reference: string | undefined) => {
        const mail = received.find((one) => one.reference === reference)
        const parts = await partsOf(mail ?? expect.fail(`${reference} is missing.`))
        return parts.map((part) => gpg(['--decrypt'], part))
      }
      const readable = (entity: Buffer) =>
        entity
          .toString()
          .split('\r\n\r\n')
          .map((part) => Buffer.from(part.split('\r\n--')[0] ?? '', 'base64').toString())
          .join('')
      const [entity = Buffer.alloc(0)] = await opened(receipt.reference)
      const [more = Buffer.alloc(0), file = Buffer.alloc(0)] = await opened(sent.receipt?.reference)
      expect(readable(entity)).toContain(`They are called ${MARKER}.`)
      expect(readable(more)).toContain(`More: ${MARKER}.`)
      expect(more.toString()).not.toContain('PGP PUBLIC KEY')
      expect(file.toString()).toBe(`In a file: ${MARKER}.`)

      // The desk answers to the key that the tip brought; only the words open it.
      const armored = /-----BEGIN PGP PUBLIC[\s\S]*?END PGP PUBLIC KEY BLOCK-----/.exec(
        entity.toString(),
      )?.[0]
      gpg(['--import'], armored ?? expect.fail('The tip brought no key.'))
      const { addressId } = await deriveKeys(made.words, stretch)
      const to = `reply+${addressId}@localhost.invalid`
      const sealed = gpg(
        ['--armor', '--recipient', to, '--encrypt'],
        `Content-Type: text/plain\r\n\r\nA question: ${MARKER}.\r\n`,
      )
      const mail = replyMail(
        {
          from: 'demo@localhost.invalid',
          to,
          subject: 'Tip',
          inReplyTo: null,
          armored: `${sealed}`,
        },
        'x1',
        new Date(),
      )
      await mkdir(join(place.dataDir, 'replies', 'new'), { recursive: true })
      await writeFile(join(place.dataDir, 'replies', 'new', '1.mail'), mail)
      await expect
        .poll(async () => (await look(number)).found?.replies, { timeout: 30_000, interval: 1_000 })
        .toEqual([{ id: expect.any(String), number: 1, hour: expect.any(String), read: false }])
      spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])

      await rm(home, { recursive: true, force: true })
      expect(await place.filesWith(secretsOf(made))).toEqual([])
      for (const secret of secretsOf(made)) expect(place.server.output()).not.toContain(secret)
    },
    90_000,
  )

  it('answers a number that is unused and one that was forgotten alike, as long and as late', async () => {
    const { returnNumber: ended } = await tipWithCode('It ends.')
    expect((await look(ended)).found).not.toBeNull()
    const over = await fetch(`${place.server.origin}/api/follow-up`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${ended.replaceAll('-', '')}` },
    })
    expect(over.status).toBe(204)
    const { returnNumber: unused } = await deriveKeys(makeCode(randomBytes), stretch)
    const [forgotten, wrong] = [await look(ended), await look(unused)]
    const { number: ownNumber, values: _, headers: __, ms, ...said } = forgotten
    expect(wrong).toMatchObject(said)
    expect(said).toMatchObject({ status: 404, found: null, errors: [{ field: 'number' }] })
    expect(ownNumber).toBe(ended)
    expect(Math.min(ms, wrong.ms)).toBeGreaterThanOrEqual(LEAST_MS)
    expect(wrong.bytes).toBe(64 * 1024)
  })

  it('ends it after one question, with all that was kept; then the number is as unused', async () => {
    const { returnNumber: number, words, receipt } = await tipWithCode('It ends here.')
    const step = (name: string) => post('/follow-up/plain', { number, step: name })
    expect(await step('end')).toMatchObject({
      status: 200,
      state: 'ending',
      number,
      found: { reference: receipt.reference },
    })
    expect((await look(number)).found).not.toBeNull()
    const elsewhere = await fetch(`${place.server.origin}/follow-up/plain`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site', origin: 'https://example.org' },
      body: formOf({ number, step: 'end-now' }),
    })
    expect(elsewhere.status).toBe(403)
    expect((await look(number)).found).not.toBeNull()
    const ended = await step('end-now')
    expect(ended).toMatchObject({ status: 200, state: 'ended', bytes: 64 * 1024 })
    expect(ended.headers.get('cache-control')).toBe('no-store')
    expect(JSON.stringify(ended)).not.toContain(number)

    const { returnNumber: unused } = await deriveKeys(makeCode(randomBytes), stretch)
    const answers = [
      await step('end-now'),
      await step('end'),
      await look(number),
      await post('/follow-up/plain', { number: showReturnNumber(unused), step: 'end-now' }),
    ]
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 404, state: 'returning', found: null })
      expect(answer.errors).toEqual(answers[2]?.errors)
      expect(answer.bytes).toBe(64 * 1024)
    }
    for (const { ms } of [ended, ...answers]) expect(ms).toBeGreaterThanOrEqual(LEAST_MS)
    const keys = await deriveKeys(words, stretch)
    const asked = await fetch(`${place.server.origin}/api/follow-up`, {
      headers: { authorization: `Bearer ${keys.returnNumber}` },
    })
    expect(asked.status).toBe(404)
  })

  it('shows the code once: a form that is sent again has the receipt alone', async () => {
    const fields = tip('Only once.')
    const [first, second] = [
      await post('/report/plain', fields),
      await post('/report/plain', fields),
    ]
    expect(first.wayBack).toMatchObject({ words: expect.any(Array) })
    expect(second.receipt).toEqual(first.receipt)
    expect(second.wayBack).toBe('shown')
  })

  it('takes the same words again as a new message, and the same form only once', async () => {
    const { returnNumber: number, receipt } = await tipWithCode('A question and an answer.')
    const say = (after: string) => post('/follow-up/plain', { number, after, story: 'Yes.' })
    const told = [await say('1'), await say('1'), await say('2')]
    expect(told.map((one) => one.receipt?.reference)).toEqual(
      [2, 2, 3].map((count) => `${receipt.reference}-${count}`),
    )
  })

  it('never gives words back, nor keeps them', async () => {
    const words = makeCode(randomBytes)
    const typed = words.join(' ')
    const answer = await look(typed)
    expect(answer).toMatchObject({ status: 422, number: '', errors: [{ field: 'number' }] })
    expect(await place.filesWith([typed])).toEqual([])
    expect(place.server.output()).not.toContain(typed)
  })

  it('limits how many numbers are tried, and keeps the message meanwhile', async () => {
    const keys = await deriveKeys(makeCode(randomBytes), stretch)
    const returnNumber = showReturnNumber(keys.returnNumber)
    // Fewer at a time than the door has places for.
    const end = () => post('/follow-up/plain', { number: returnNumber, step: 'end-now' })
    for (const ask of [look, end, look]) {
      const tries = await Promise.all(Array.from({ length: 20 }, () => ask(returnNumber)))
      expect(tries.map(({ status }) => status)).toEqual(Array(20).fill(404))
    }
    const story = 'It took me an hour to write this.'
    const answer = await post('/follow-up/plain', { number: returnNumber, story })
    expect(answer).toMatchObject({ status: 429, found: null, number: returnNumber })
    expect(answer.values?.story).toEqual([story])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  }, 30_000)

  it('takes nothing for a number that it does not know', async () => {
    const { returnNumber: number } = await deriveKeys(makeCode(randomBytes), stretch)
    const file = new File([MARKER], 'a.txt')
    const answer = await post('/follow-up/plain', { number, story: MARKER, 'files.0': file })
    expect(answer).toMatchObject({ status: 404, filesAgain: true, values: { story: [MARKER] } })
    expect(await place.filesWith([MARKER])).toEqual([])
  })
})
