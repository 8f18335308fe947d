import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { advisoryBlocks } from './advisory-blocks.tsx'
import { readBody } from './advisory-body.ts'

/** What the MDX compiler makes of `<NeedToKnow>`, a heading, and a claim with a citation in it. */
const code = `
const {jsx, jsxs, Fragment} = _jsx_runtime;
function MDXContent(props) {
  const {Cite, Claim, NeedToKnow} = props.components;
  return jsxs(Fragment, {children: [
    jsx(NeedToKnow, {children: jsxs('ul', {children: ['\\n', jsxs('li', {children: ['First.', jsx(Cite, {source: 'b a'})]}), '\\n']})}),
    '\\n',
    jsx('h2', {id: 'charges', children: 'Charges'}),
    '\\n',
    jsxs(Claim, {source: 'a', status: 'alleged', children: [jsxs('p', {children: ['They did.', jsx(Cite, {source: 'b'})]})]}),
    jsx('table', {children: jsx('tbody', {children: jsx('tr', {children: jsx('td', {style: {textAlign: 'right'}, children: jsx('b', {children: '$88'})})})})}),
  ]});
}
return {default: MDXContent};`
const advisory = {
  slug: 'x',
  body: { code, raw: '' },
  citations: [
    { number: 1, source: 'b' },
    { number: 2, source: 'a' },
  ],
}
const blocks = advisoryBlocks('en', new Map())

describe('an advisory’s body', () => {
  const body = readBody(advisory, blocks, new Map())
  const lead = renderToStaticMarkup(body.lead)
  const rest = renderToStaticMarkup(body.rest)

  it('separates what stands before the first heading', () => {
    expect(lead).toContain('What you need to know')
    expect(lead).not.toContain('Charges')
    expect(rest).toMatch(/^<h2 id="charges">/)
  })

  it('gives every place that cites a source an id of its own, in reading order', () => {
    const ids = [...(lead + rest).matchAll(/ id="(c\d+-\d+)"/g)].map((match) => match[1])
    expect(ids).toEqual(['c1-1', 'c2-1', 'c2-2', 'c1-2'])
    expect(body.marks.get(1)).toEqual([
      { id: 'c1-1', number: 1 },
      { id: 'c1-2', number: 1 },
    ])
  })

  it('says to a screen reader what the number is', () => {
    expect(lead).toContain('href="#s2" aria-label="Source 2">2</a>')
  })

  it('says above a claim how sure it is', () => {
    expect(rest).toContain('Alleged, not decided by a court')
  })

  it('lets a table scroll within itself, by keyboard too', () => {
    expect(rest).toContain('role="region" aria-label="Table 1" tabindex="0"')
  })

  it('drops the alignment of table columns, an inline style that the page policy forbids', () => {
    expect(rest).toContain('<td><b>$88</b></td>')
  })

  it('refuses to publish a citation that has no number', () => {
    expect(() => readBody({ ...advisory, citations: [] }, blocks, new Map())).toThrow(
      '"b" is cited but has no number',
    )
  })
})
