import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { hasMailProgram, openInMailProgram } from './mail-program.fixture.ts'
import { entity, makeTrialInbox, PICTURE } from './trial-inbox.fixture.ts'

const trial = makeTrialInbox()
const HOUR = '2026-11-22T10:00Z'
const LINK = 'https://tips.example.org/d/abc'
const box = () => join(trial.dataDir, 'maildir', 'demo')

describe.skipIf(!hasMailProgram)('a mail program (needs gpg, script, and neomutt or mutt)', () => {
  it('opens the mail from the Maildir by itself, byte for byte', async () => {
    const content = randomBytes(100_000)
    await trial.deliver('MUTT-AA', [trial.seal(entity([{ name: 'a.png', content }]))])
    const { text, decrypted } = await openInMailProgram(trial, box())
    expect(text).toContain('The report – 보고서')
    const mail = await PostalMime.parse(decrypted)
    expect(mail.attachments.map((one) => one.filename)).toEqual(['a.png'])
    expect(Buffer.from(mail.attachments[0]?.content as ArrayBuffer).equals(content)).toBe(true)
  })

  it('shows the message and what goes by link, when parts stand beside the message', async () => {
    const sealed = trial.seal(entity([{ name: 'a.png', content: PICTURE }]))
    const more = trial.seal(PICTURE)
    await trial.deliver('MUTT-AA', [sealed, more, more], HOUR, 'demo', new Map([[2, LINK]]))
    const { text } = await openInMailProgram(trial, box())
    expect(text).toContain('The report – 보고서')
    expect(text).toContain(LINK)
    expect(text).toContain('file-1.pgp')
  })

  it('shows how to fetch a message that goes by link itself', async () => {
    await trial.deliver('MUTT-AA', [trial.seal('x')], HOUR, 'demo', new Map([[0, LINK]]))
    const { text } = await openInMailProgram(trial, box())
    expect(text).toContain(`curl -fo tip.eml.pgp \\\n    ${LINK}`)
  })
})
