import { describe, expect, it } from 'vitest'
import { brokenLinks } from './links.ts'

const broken = (html: string) =>
  brokenLinks(
    new Map([
      ['/', html],
      ['/about', '<h2 id="who">Who</h2>'],
    ]),
    new Set(['/', '/about', '/icon.svg']),
  )

describe('links between pages', () => {
  it.each([
    '/about',
    '/about#who',
    '#here',
    '/?a=b#here',
    '/icon.svg',
    '/readyz',
    'https://example.com/x',
    'mailto:a@example.org',
  ])('may lead to %s', (target) => {
    expect(broken(`<p id="here"><a href="${target}">x</a></p>`)).toEqual([])
  })

  it.each(['/nothing', '/about/', '/about#nobody', '#nowhere', '/icon.png'])(
    'may not lead to %s',
    (target) => {
      expect(broken(`<a href="${target}">x</a>`)).toHaveLength(1)
      expect(broken(`<img src="${target}" alt="">`)[0]).toContain(`/ names ${target}`)
    },
  )
})
