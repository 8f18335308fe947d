import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { showOnce } from './shown-once.ts'

it('is held until it is forgotten, or its short while is over', async () => {
  const once = showOnce(['a', 'b'])
  expect(once.look()).toEqual(['a', 'b'])
  expect(once.look()).toEqual(['a', 'b'])
  once.forget()
  expect(once.look()).toBeNull()
  const brief = showOnce('x', 1)
  await wait(20)
  expect(brief.look()).toBeNull()
})
