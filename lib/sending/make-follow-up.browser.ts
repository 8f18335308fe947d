/** Makes the way back in the browser; the worker loads this module when a sender asks for one. */
import { makeFollowUp as make } from '#lib/follow-up/make-follow-up'
import { stretch } from '#lib/follow-up/stretch.browser'
import type { MakeFollowUp } from './course.ts'

export const makeFollowUp: MakeFollowUp = async (pattern, hour) =>
  make(await import('#lib/sealing/openpgp.browser'), stretch, pattern, hour, (count) =>
    crypto.getRandomValues(new Uint8Array(count)),
  )
