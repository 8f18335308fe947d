/** What must be filled in before real tips may be taken. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSite } from './data.ts'
import { emptyLegalFields, type SiteInfo } from './site-schema.ts'

const FILLED: SiteInfo = {
  name: 'Remote Hire Watch',
  tagline: '',
  operator: { legalName: 'Org', address: 'Street 1', country: 'DE', email: 'a@example.org' },
  privacy: { contact: 'p@example.org', representatives: [], legalBasis: 'Consent.' },
  desk: { whoReads: 'The fraud desk', country: 'Germany', replyTime: '', retentionDays: 90 },
  partners: [],
  languages: ['en'],
  security: { contact: '' },
}

describe('fields without which no real tip may be taken', () => {
  it('are all there when operator, controller and desk are named', () => {
    expect(emptyLegalFields(FILLED)).toEqual([])
  })

  it('are those that tell a sender who reads a tip, where, and how long it is kept', () => {
    const desk = { whoReads: ' ', country: '', replyTime: '', retentionDays: null }
    expect(emptyLegalFields({ ...FILLED, desk })).toEqual([
      'desk.whoReads',
      'desk.country',
      'desk.retentionDays',
    ])
  })
})

describe('loading content/site.yaml', () => {
  it('names the file and the cure, whether a value or the YAML itself is wrong', () => {
    const root = mkdtempSync(join(tmpdir(), 'rhw-site-'))
    try {
      mkdirSync(join(root, 'content'))
      for (const text of ['name: [', 'name: 5\n']) {
        writeFileSync(join(root, 'content/site.yaml'), text)
        expect(() => loadSite(root)).toThrow(/^content\/site\.yaml: .*npm run check/s)
      }
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  })
})
