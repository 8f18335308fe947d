import {
  createChallenge,
  solveChallenge as referenceSolve,
  type Solution,
  verifySolution,
} from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { describe, expect, it } from 'vitest'
import { solveChallenge } from './solve-challenge.ts'

const secrets = { hmacSignatureSecret: 'one', hmacKeySignatureSecret: 'two' }
const signal = new AbortController().signal

describe('the proof-of-work solver', () => {
  it.each([
    ['a counter and a signed key', { counter: 37, cost: 10 }],
    ['counter 0', { counter: 0, cost: 10 }],
    ['a prefix of zeros', { keyPrefix: '0', cost: 5 }],
    ['a prefix in capitals', { keyPrefix: 'A', cost: 5 }],
    ['a longer key', { counter: 5, cost: 5, keyLength: 48 }],
  ])('finds what altcha-lib finds and verifies: %s', async (_, options) => {
    const challenge = await createChallenge({
      algorithm: 'PBKDF2/SHA-256',
      deriveKey,
      expiresAt: new Date(Date.now() + 60_000),
      ...options,
      ...('counter' in options ? secrets : { hmacSignatureSecret: 'one' }),
    })
    const sent = JSON.parse(JSON.stringify(challenge))
    const proof = await solveChallenge(sent, signal)
    const reference = await referenceSolve({ challenge, deriveKey })
    expect(proof?.solution.counter).toBe(reference?.counter)
    const verdict = await verifySolution({
      challenge: proof?.challenge as unknown as typeof challenge,
      solution: proof?.solution as Solution,
      deriveKey,
      ...('counter' in options ? secrets : { hmacSignatureSecret: 'one' }),
    })
    expect(verdict).toMatchObject({ verified: true })
  })

  it.each([
    ['nothing', null],
    ['off', { off: true }],
    [
      'another algorithm',
      {
        parameters: {
          algorithm: 'SCRYPT',
          nonce: '00',
          salt: '00',
          cost: 1,
          keyLength: 32,
          keyPrefix: '00',
        },
      },
    ],
    [
      'a prefix that no key has',
      {
        parameters: {
          algorithm: 'PBKDF2/SHA-256',
          nonce: '00',
          salt: '00',
          cost: 1,
          keyLength: 1,
          keyPrefix: '0000',
        },
      },
    ],
    [
      'a cost of zero',
      {
        parameters: {
          algorithm: 'PBKDF2/SHA-256',
          nonce: '00',
          salt: '00',
          cost: 0,
          keyLength: 32,
          keyPrefix: '00',
        },
      },
    ],
    [
      'a nonce that is not hex',
      {
        parameters: {
          algorithm: 'PBKDF2/SHA-256',
          nonce: 'xx',
          salt: '00',
          cost: 1,
          keyLength: 32,
          keyPrefix: '00',
        },
      },
    ],
  ])('gives null for %s', async (_, challenge) => {
    expect(await solveChallenge(challenge, signal)).toBeNull()
  })

  it('stops when aborted', async () => {
    const challenge = await createChallenge({
      algorithm: 'PBKDF2/SHA-256',
      deriveKey,
      cost: 1,
      keyPrefix: 'ffffffffffff',
      hmacSignatureSecret: 'one',
    })
    const controller = new AbortController()
    const solving = solveChallenge(challenge, controller.signal)
    controller.abort(new Error('stopped'))
    await expect(solving).rejects.toThrow('stopped')
  })
})
