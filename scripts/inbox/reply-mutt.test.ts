import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerableTip, readAsSender, readAsServer } from './answerable-tip.fixture.ts'
import { replyWithMutt, whyNoMutt } from './mutt.fixture.ts'
import { type Postfix, startPostfix, whyNoPostfix } from './postfix.fixture.ts'
import { makeTrialInbox } from './trial-inbox.fixture.ts'

const trial = makeTrialInbox()
/** What docs/operating.md tells people with mutt to set. */
const SETTINGS = ['set crypt_replysignencrypted=yes crypt_protected_headers_write=yes']

describe.each(['neomutt', 'mutt'] as const)('a desk with %s', (program) => {
  const reason = whyNoMutt(program) ?? whyNoPostfix()
  let server: Postfix
  beforeAll(async () => {
    if (reason === null) server = await startPostfix()
  }, 30_000)
  afterAll(() => server?.close())

  it.skipIf(reason !== null)(
    `takes the key with one key, replies, and is read by the sender${reason ? ` (${reason})` : ''}`,
    async () => {
      const tip = await answerableTip(trial)
      await replyWithMutt(trial, {
        program,
        mail: await tip.mail(),
        text: 'Which month was it?\n',
        smtpPort: server.port,
        settings: SETTINGS,
      })
      const mail = await server.arrived(tip.address)
      const { subject } = await PostalMime.parse(mail)
      expect(subject).not.toContain('applicant')
      expect(await readAsSender(trial, tip, mail)).toMatchObject({
        text: expect.stringMatching(/^Which month was it\?\nOn .*\n> The report 7K3M/),
        files: [],
        signed: 'desk',
      })
    },
    60_000,
  )

  it.skipIf(reason !== null)(
    'is told to encrypt when it has turned that off',
    async () => {
      const tip = await answerableTip(trial)
      await replyWithMutt(trial, {
        program,
        mail: await tip.mail(),
        text: 'Which month was it?\n',
        smtpPort: server.port,
        settings: ['set crypt_replyencrypt=no crypt_opportunistic_encrypt=no'],
        clear: true,
      })
      const read = await readAsServer(await server.arrived(tip.address))
      expect(read).toMatchObject({ kind: 'refused', reason: 'not-encrypted' })
      expect(JSON.stringify(read)).not.toContain('month')
    },
    60_000,
  )
})
