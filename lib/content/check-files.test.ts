import { describe, it } from 'vitest'
import { expectNamed, type Mistake, matter } from './check.fixture.ts'
import { change, FIRST, type Files, SECOND } from './content.fixture.ts'

const MISTAKES: Mistake[] = [
  {
    mistake: 'a duplicate id',
    edit: (files) => change(files, SECOND, 'RHW-2026-002', 'RHW-2026-001'),
    file: SECOND,
    at: 'id:',
    says: ['id', /also that of content.advisories.first-one/, /own id/],
  },
  {
    mistake: 'a duplicate slug but for capitals',
    edit: (files) => {
      files['content/advisories/Second-One/en.mdx'] = String(files[SECOND])
        .replace('002', '003')
        .replace('How', 'Why')
    },
    file: 'content/advisories/second-one',
    at: 1,
    says: ['file', /same as "Second-One"/, /another/],
  },
  {
    mistake: 'a duplicate address',
    edit: (files) => change(files, SECOND, 'reviewedBy', 'address: /first-72-hours\nreviewedBy'),
    file: SECOND,
    at: 'address',
    says: ['address', /also that of/, /own address/],
  },
  ...['/en', '/de', '/404', '/images'].map((address) => ({
    mistake: `the address ${address}, which is the site's own`,
    edit: (files: Files) => change(files, SECOND, 'reviewedBy', `address: ${address}\nreviewedBy`),
    file: SECOND,
    at: 'address',
    says: ['address', /another page/, /Choose another/] satisfies Mistake['says'],
  })),
  {
    mistake: 'a slug with bad characters',
    edit: (files) => {
      files['content/advisories/third_one/en.mdx'] = String(files[SECOND])
        .replace('002', '003')
        .replace('How', 'Why')
    },
    file: 'content/advisories/third_one',
    at: 1,
    says: ['file', /no slug/, /hyphens/],
  },
  {
    mistake: 'an advisory with the wrong ending',
    edit: (files) => {
      files['content/advisories/first-one/ko.md'] = 'x'
    },
    file: 'content/advisories/first-one/ko.md',
    at: 1,
    says: ['file', /not the text of an advisory/, /en\.mdx/],
  },
  {
    mistake: 'a stray file among the advisories',
    edit: (files) => {
      files['content/advisories/note.mdx'] = 'x'
    },
    file: 'content/advisories/note.mdx',
    at: 1,
    says: ['file', /folder/, /<slug>/],
  },
  {
    mistake: 'a nested folder',
    edit: (files) => {
      files['content/advisories/first-one/more/en.mdx'] = 'x'
    },
    file: 'content/advisories/first-one/more',
    at: 1,
    says: ['file', /not the text/, /delete/],
  },
  {
    mistake: 'a folder without text',
    edit: (files) => {
      files['content/advisories/third-one/.gitkeep'] = ''
    },
    file: 'content/advisories/third-one',
    at: 1,
    says: ['file', /no en\.mdx/, /Write en\.mdx/],
  },
  {
    mistake: 'a data file that nothing reads',
    edit: (files) => {
      files['content/data/source.yaml'] = '[]'
    },
    file: 'content/data/source.yaml',
    at: 1,
    says: ['file', /Nothing reads/, /sources\.yaml/],
  },
  {
    mistake: 'an empty file',
    edit: (files) => {
      files[FIRST] = ''
    },
    at: 1,
    says: ['file', /empty/, /content/],
  },
  {
    mistake: 'invalid UTF-8',
    edit: (files) => {
      files[FIRST] = Buffer.concat([Buffer.from(`${files[FIRST]}\n`), Buffer.from([0xff, 0xfe])])
    },
    at: 68,
    says: ['file', /UTF-8/, /Save/],
  },
  {
    mistake: 'a byte order mark',
    edit: (files) => {
      files[FIRST] = `\ufeff${files[FIRST]}`
    },
    at: 1,
    says: ['file', /byte order mark/, /without BOM/],
  },
  {
    mistake: 'an invisible character',
    edit: matter('Keep the laptop.', 'Keep the \u202elaptop.'),
    at: 'Keep the \u202e',
    says: ['text', /U\+202E/, /Delete/],
  },
  {
    mistake: 'an advisory without text',
    edit: (files) => {
      files[SECOND] = String(files[SECOND]).replace(/\n## [\s\S]*/, '\n')
    },
    file: SECOND,
    at: 18,
    says: ['text', /no text/, /below/],
  },
]

describe('the check of files and ids', () => {
  it.each(MISTAKES)('names file, line and cure of $mistake', expectNamed)
})
