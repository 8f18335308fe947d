import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { demoInboxFiles } from '#lib/inboxes/demo-inbox'
import { answerableTip, readAsSender } from './answerable-tip.fixture.ts'
import { type Postfix, startPostfix, whyNoPostfix } from './postfix.fixture.ts'
import { startThunderbird, type Thunderbird, whyNoThunderbird } from './thunderbird.fixture.ts'
import { hasGpg, makeTrialInbox, PICTURE } from './trial-inbox.fixture.ts'

const trial = makeTrialInbox()
const reason = hasGpg ? (whyNoThunderbird() ?? whyNoPostfix()) : 'gpg is not installed'

describe.skipIf(reason !== null)(`a desk with Thunderbird${reason ? ` (${reason})` : ''}`, () => {
  let server: Postfix
  let thunderbird: Thunderbird
  beforeAll(async () => {
    server = await startPostfix()
    thunderbird = await startThunderbird({
      address: trial.inbox.address,
      secretKey: await readFile(demoInboxFiles(trial.dataDir).secret, 'utf8'),
      fingerprint: trial.inbox.certificates[0]?.fingerprint ?? '',
      smtpPort: server.port,
    })
  }, 200_000)
  afterAll(async () => {
    await thunderbird?.close()
    await server?.close()
  }, 30_000)

  it('is offered the key in the mail, takes it with one click, and replies with a file', async () => {
    const tip = await answerableTip(trial)
    const shown = await thunderbird.open(await tip.mail())
    expect(shown.text).toContain('The report 7K3M, message 1')
    expect(shown.bar).toBe('This message claims to contain the sender’s OpenPGP public key.')
    expect(shown.offered).toEqual([tip.key.fingerprint.toUpperCase()])
    await thunderbird.takeKey()
    expect(await thunderbird.reply()).toEqual({
      to: [tip.address],
      encrypted: true,
      signed: true,
      missing: [],
    })
    const file = join(trial.work, 'questions.png')
    await writeFile(file, PICTURE)
    await thunderbird.send('Which month was it?\n', file)
    const mail = await server.arrived(tip.address)
    expect(mail.toString()).not.toContain('An applicant')
    const { text, files, signed } = await readAsSender(trial, tip, mail)
    expect(text).toMatch(/^Which month was it\?\n/)
    expect(files.map(({ name }) => name)).toEqual(['questions.png'])
    expect(Buffer.from(files[0]?.content ?? []).equals(PICTURE)).toBe(true)
    expect(signed).toBe('desk')
  }, 200_000)

  it('may take the key in the reply instead, and needs no step more for the next message', async () => {
    const tip = await answerableTip(trial)
    await thunderbird.open(await tip.mail())
    expect(await thunderbird.reply()).toMatchObject({ encrypted: true, missing: [tip.address] })
    expect(await thunderbird.resolveKey()).toEqual({ missing: [] })
    await thunderbird.send('Which month was it?\n')
    const first = await readAsSender(trial, tip, await server.arrived(tip.address))
    expect(first).toMatchObject({ text: expect.stringMatching(/^Which month/), signed: 'desk' })

    const shown = await thunderbird.open(await tip.mail(2))
    expect(shown).toMatchObject({ offered: [], bar: '' })
    expect(await thunderbird.reply()).toEqual({
      to: [tip.address],
      encrypted: true,
      signed: true,
      missing: [],
    })
    await thunderbird.closeReply()
  }, 200_000)

  it('is not offered the key where From is not the reply address, and can still send nothing readable', async () => {
    const tip = await answerableTip(trial)
    const shown = await thunderbird.open(await tip.mail(1, { from: 'tips@example.net' }))
    expect(shown).toMatchObject({ offered: [], attachments: ['tip.json', 'tip-key.asc'] })
    expect(await thunderbird.reply()).toMatchObject({
      to: [tip.address],
      encrypted: true,
      missing: [tip.address],
    })
    await thunderbird.closeReply()
  }, 200_000)

  it('must take the key and turn on encryption by hand where files stand beside the message', async () => {
    const tip = await answerableTip(trial)
    const outer = await thunderbird.open(await tip.mail(1, { parts: [trial.seal(PICTURE)] }))
    expect(outer).toMatchObject({ offered: [], text: expect.stringContaining(tip.address) })
    expect(await thunderbird.showInner()).toMatchObject({
      text: expect.stringContaining('The report 7K3M, message 1'),
      offered: [],
    })
    await thunderbird.importAttached()
    expect(await thunderbird.reply()).toEqual({
      to: [tip.address],
      encrypted: false,
      signed: false,
      missing: [],
    })
    expect(await thunderbird.turnOnEncryption()).toEqual({ encrypted: true, missing: [] })
    await thunderbird.send('Which month was it?\n')
    const opened = await readAsSender(trial, tip, await server.arrived(tip.address))
    expect(opened.text).toMatch(/^Which month was it\?\n/)
  }, 200_000)

  it('encrypts by itself there too, or sends nothing, once it is told to encrypt new messages', async () => {
    await thunderbird.encryptNew()
    const tip = await answerableTip(trial)
    await thunderbird.open(await tip.mail(1, { parts: [trial.seal(PICTURE)] }))
    const composed = { to: [tip.address], encrypted: true, signed: true }
    expect(await thunderbird.reply()).toEqual({ ...composed, missing: [tip.address] })
    await thunderbird.closeReply()
    await thunderbird.showInner()
    await thunderbird.importAttached()
    expect(await thunderbird.reply()).toEqual({ ...composed, missing: [] })
    await thunderbird.send('Which month was it?\n')
    const opened = await readAsSender(trial, tip, await server.arrived(tip.address))
    expect(opened).toMatchObject({ text: expect.stringMatching(/^Which month/), signed: 'desk' })
  }, 200_000)
})
