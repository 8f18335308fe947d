/** The offline opener is one file with a policy that fits it, the same from each build. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openerWords } from '#lib/i18n/opener-words'
import { openerText } from './build-opener.ts'
import { elementsOf, parsePage } from './finish/html.ts'
import { openerHtml } from './opener/opener-html.ts'

const page = { words: openerWords('en'), language: 'en', style: '', script: '', notice: '' }

describe('the offline opener', () => {
  it('is the same, byte for byte, from each build', async () => {
    expect(await openerText()).toBe(await openerText())
  })

  it('lets only its own script and style run, and contacts nobody', async () => {
    const html = await openerText()
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? ''
    for (const [name, element] of [
      ['script-src', /<script type="module">([\s\S]*?)<\/script>/],
      ['style-src', /<style>([\s\S]*?)<\/style>/],
    ] as const) {
      const text = element.exec(html)?.[1] ?? ''
      const hash = createHash('sha256').update(text).digest('base64')
      expect(policy).toContain(`${name} 'sha256-${hash}'`)
    }
    for (const none of ['default', 'connect', 'img', 'worker', 'frame', 'object']) {
      expect(policy).toContain(`${none}-src 'none'`)
    }
    expect(policy).toContain("form-action 'none'; base-uri 'none'; webrtc 'block'")
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types 'none'")
    const loads = /^(?:script|link|img|iframe|base|object|a)$/
    const elements = [...elementsOf(parsePage(html))].filter(({ tagName }) => loads.test(tagName))
    expect(elements.map(({ tagName, attrs }) => [tagName, attrs])).toEqual([
      ['script', [{ name: 'type', value: 'module' }]],
    ])
  })

  it('is not made of a script or style that would end in the middle of the page', () => {
    for (const script of ['"</script>"', '/<!--/; "<script>"']) {
      expect(() => openerHtml({ ...page, script })).toThrow('would end')
    }
    expect(() => openerHtml({ ...page, style: '/* </style> */' })).toThrow('would end')
  })

  it('keeps its notice within its comment', () => {
    const html = openerHtml({ ...page, notice: 'a --><script>b</script>' })
    expect(html).toContain('a - -><script>')
  })
})
