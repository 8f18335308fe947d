import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checkAfter } from './check.fixture.ts'
import { change, FIRST, type Files, SECOND } from './content.fixture.ts'
import { LOCK_FILE } from './lock.ts'

/** The valid content with its lock, as it stands after publication, changed by `edit`. */
function checkPublished(edit: (files: Files) => void) {
  const { text } = checkAfter(() => {}).lock
  return checkAfter((files) => {
    files[LOCK_FILE] = text
    edit(files)
  })
}

const addRevision = (files: Files) => {
  change(files, SECOND, 'version: 1\n', 'version: 2\n')
  change(files, SECOND, 'revised: 2026-01-11', 'revised: 2026-02-01')
  change(
    files,
    SECOND,
    'First publication.}\n',
    'First publication.}\n  - {version: 2, date: 2026-02-01, kind: correction, summary: Better.}\n',
  )
}

describe('the lock of published advisories', () => {
  it('holds id, slug, version and hash of each published text, and no draft', () => {
    const { lock, files } = checkAfter((files) => {
      change(files, FIRST, 'status: current', 'status: draft')
      change(files, 'content/data/figures.yaml', '#what-we-know', '')
    })
    const body = String(files[SECOND]).split('---\n')[2] ?? ''
    const text = `How it works\nAnother sentence.\n${body.trim()}`
    const sha256 = createHash('sha256').update(text).digest('hex')
    expect(JSON.parse(lock.text)).toEqual({
      'RHW-2026-002': { slug: 'second-one', version: 1, sha256 },
    })
    expect(lock.changed).toBe(true)
  })

  it('stays as it is when nothing changed', () => {
    const { lock, lines } = checkPublished(() => {})
    expect({ lines, changed: lock.changed }).toEqual({ lines: [], changed: false })
  })

  it('refuses a changed text without a new revision entry', () => {
    const { lines } = checkPublished((files) => change(files, SECOND, 'wrote it', 'wrote that'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(
      /^content\/advisories\/second-one\/en\.mdx:14 {2}revisions: .*without a new revision entry\. Cure: Run: npm run new -- revision second-one/,
    )
  })

  it.each([
    ['title', 'title: How it works', 'title: How they work'],
    ['summary', 'summary: Another sentence.', 'summary: Quite another sentence.'],
  ])(
    'refuses a changed %s without a new revision entry, since feeds print it alone',
    (_, from, to) => {
      const { lines } = checkPublished((files) => change(files, SECOND, from, to))
      expect(lines).toHaveLength(1)
      expect(lines[0]).toMatch(/revisions: .*without a new revision entry/)
      const revised = checkPublished((files) => {
        change(files, SECOND, from, to)
        addRevision(files)
      })
      expect(revised.lines).toEqual([])
    },
  )

  it('says of a copy only that its id is taken, not that the original moved', () => {
    const { lines } = checkPublished((files) => {
      files['content/advisories/a-copy/en.mdx'] = String(files[SECOND]).replace(
        'How it works',
        'How it works, again',
      )
    })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/id: The id "RHW-2026-002" is also that of/)
  })

  it('takes a changed text with a new revision entry', () => {
    const { lock, lines } = checkPublished((files) => {
      change(files, SECOND, 'wrote it', 'wrote that')
      addRevision(files)
    })
    expect(lines).toEqual([])
    expect(lock.changes).toEqual(['RHW-2026-002 goes from version 1 to 2'])
  })

  it('refuses a second change under the same revision entry', () => {
    const { text } = checkAfter(addRevision).lock
    const { lines } = checkAfter((files) => {
      files[LOCK_FILE] = text
      addRevision(files)
      change(files, SECOND, 'wrote it', 'wrote that')
    })
    expect(lines.join()).toMatch(/without a new revision entry/)
  })

  it('does not take blank lines at the ends of a text for a change', () => {
    const edit = (files: Files) => {
      files[SECOND] = `${String(files[SECOND])}\n\n`
    }
    expect(checkPublished(edit).lines).toEqual([])
  })

  it('refuses that a published advisory vanishes', () => {
    const { lines } = checkPublished((files) => {
      delete files[SECOND]
      change(files, FIRST, '[RHW-2026-002]', '[]')
    })
    expect(lines.join('\n')).toMatch(
      /^content\/published\.lock\.json:7 {2}RHW-2026-002: .* is gone\. Cure: .*second-one.*withdrawn/m,
    )
  })

  it('refuses that a published advisory becomes a draft again', () => {
    const { lines } = checkPublished((files) =>
      change(files, SECOND, 'status: current', 'status: draft'),
    )
    expect(lines.join('\n')).toMatch(
      /second-one\/en\.mdx:9 {2}status: .*draft again\. Cure: .*withdrawn/,
    )
  })

  it('refuses that a published advisory moves to another address', () => {
    const { lines } = checkPublished((files) => {
      files[SECOND.replace('second-one', 'another-one')] = files[SECOND] ?? ''
      delete files[SECOND]
    })
    expect(lines.join('\n')).toMatch(
      /another-one\/en\.mdx:2 {2}slug: .*moved.*Cure: .*second-one again/,
    )
  })

  it('refuses that history is taken away', () => {
    const { text } = checkAfter(addRevision).lock
    const { lines } = checkAfter((files) => {
      files[LOCK_FILE] = text
    })
    expect(lines.join('\n')).toMatch(/version: Version 1 is older than the published version 2/)
  })

  it('keeps a withdrawn advisory', () => {
    const { lines, lock } = checkPublished((files) =>
      change(files, SECOND, 'status: current', 'status: withdrawn\nstatusNote: It was wrong.'),
    )
    expect({ lines, changed: lock.changed }).toEqual({ lines: [], changed: false })
  })

  it('names a broken lock file with its line', () => {
    const { lines } = checkPublished((files) =>
      change(files, LOCK_FILE, '"version": 2', '"version": 0'),
    )
    expect(lines.join('\n')).toMatch(
      /^content\/published\.lock\.json:4 {2}RHW-2026-001\.version: /m,
    )
  })
})
