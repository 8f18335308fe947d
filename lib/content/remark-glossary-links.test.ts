import { visit } from 'unist-util-visit'
import { describe, expect, it } from 'vitest'
import { parseBody, plainText } from './mdx-tree.ts'
import { remarkGlossaryLinks } from './remark-glossary-links.ts'

const terms = [
  { id: 'farm', term: 'Laptop farm' },
  { id: 'ip', term: 'IP' },
  { id: 'kvm', term: 'KVM over IP' },
  { id: 'vdi', term: 'VDI, virtual desktop' },
]

/** The links to the glossary that `text` gets, and what a reader reads afterwards. */
function linked(text: string): { links: string[]; read: string } {
  const tree = parseBody(text)
  remarkGlossaryLinks({ terms })(tree)
  const links: string[] = []
  visit(tree, 'link', (link) => {
    links.push(`${plainText(link)} ${link.url}`)
  })
  return { links, read: plainText(tree) }
}

describe('words of the glossary in an advisory', () => {
  it('are linked once, where they stand first, and the words stay as they are', () => {
    const { links, read } = linked('Laptops and laptop farms.\n\nA laptop farm, a VDI.')
    expect(links).toEqual(['laptop farms /glossary#farm', 'VDI /glossary#vdi'])
    expect(read).toBe('Laptops and laptop farms.A laptop farm, a VDI.')
  })

  it('are linked by their longest name, and by each of their names', () => {
    expect(linked('A KVM over IP, an IP, a virtual desktop.').links).toEqual([
      'KVM over IP /glossary#kvm',
      'IP /glossary#ip',
      'virtual desktop /glossary#vdi',
    ])
  })

  it('are linked in lists, tables, boxes and emphasis', () => {
    const box = '<Warning title="A laptop farm">\n\n- A **laptop farm**\n\n</Warning>'
    expect(linked(box).links).toEqual(['laptop farm /glossary#farm'])
    expect(linked('| A | B |\n| --- | --- |\n| IP | b |').links).toEqual(['IP /glossary#ip'])
  })

  it.each([
    ['headings', '## A laptop farm'],
    ['links', '[a laptop farm](/report)'],
    ['quotations', '> A laptop farm'],
    ['quotation marks', 'They wrote “our laptop farm” and "laptop farm".'],
    ['code', '`laptop farm`'],
    ['names', '<Company name="Laptop farm" status="named" by="x" date="2024-01-01" source="y" />'],
    ['longer words', 'A laptop farmer, a non-IP call, SHIP.'],
    ['acronyms in small letters', 'An ip.'],
  ])('are left alone in %s', (_, text) => {
    expect(linked(text).links.filter((link) => link.includes('/glossary'))).toEqual([])
  })

  it('are not linked again beside a link that an editor wrote', () => {
    expect(linked('A laptop farm. [Laptop farms](/glossary#farm)').links).toEqual([
      'Laptop farms /glossary#farm',
    ])
  })
})
