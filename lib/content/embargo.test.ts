import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkAfter } from './check.fixture.ts'
import { append, change, FIRST, type Files, SECOND } from './content.fixture.ts'
import { passedHours } from './embargo.ts'
import { LOCK_FILE } from './lock.ts'
import { formatProblem } from './problem.ts'

// The check's clock stands at 1 March 2026, 12:00 UTC.
const COMING = '2026-03-01T12:01Z'
const PAST = '2026-03-01T12:00Z'

/** Makes the first advisory, to which nothing of the fixture links, one with an hour. */
const at =
  (hour: string, file = FIRST) =>
  (files: Files) => {
    change(files, file, 'status: current', `status: current\npublishAt: ${hour}`)
    change(files, file, /published: .*/, `published: ${hour.slice(0, 10)}`)
    change(files, file, /revised: .*/, `revised: ${hour.slice(0, 10)}`)
    change(
      files,
      file,
      / {2}- \{version: 1, date: [\d-]+/,
      `  - {version: 1, date: ${hour.slice(0, 10)}`,
    )
    if (file === FIRST) {
      change(files, file, / {2}- \{version: 2.*\n/, '')
      change(files, file, 'version: 2\n', 'version: 1\n')
    }
  }

describe('an embargo', () => {
  it('keeps an advisory out of the lock, and says when a build is due', () => {
    const { lock, errors, problems, counts } = checkAfter(at(COMING))
    expect(errors).toEqual([])
    expect(Object.keys(JSON.parse(lock.text))).toEqual(['RHW-2026-002'])
    expect(counts).toMatchObject({ advisories: 2, drafts: 1 })
    expect(problems.map(formatProblem)).toEqual([
      expect.stringMatching(
        /first-one\/en\.mdx:10 {2}warning: publishAt: Embargoed: .*2026-03-01T12:01Z\. Cure: Have the site built/,
      ),
    ])
  })

  it('ends with its minute: the advisory goes into the lock, and a build is due', () => {
    const { lock, errors, problems } = checkAfter(at(PAST))
    expect(errors).toEqual([])
    expect(Object.keys(JSON.parse(lock.text))).toContain('RHW-2026-001')
    expect(problems.map(({ wrong }) => wrong)).toEqual([expect.stringContaining('a build is due')])
  })

  it('that ended is no mistake of the lock, and says nothing once the lock holds it', () => {
    const { text } = checkAfter(at(COMING)).lock
    const ended = checkAfter((files) => {
      at(PAST)(files)
      files[LOCK_FILE] = text
    })
    expect(ended.lock).toMatchObject({ changed: true, onlyEnded: true })
    const committed = checkAfter((files) => {
      at(PAST)(files)
      files[LOCK_FILE] = ended.lock.text
    })
    expect(committed.problems).toEqual([])
    expect(checkAfter(() => {}).lock).toMatchObject({ changed: true, onlyEnded: false })
  })

  it('cannot be laid on what is published', () => {
    const { text } = checkAfter(() => {}).lock
    const { lines } = checkAfter((files) => {
      at(COMING)(files)
      files[LOCK_FILE] = text
    })
    expect(lines).toEqual([expect.stringMatching(/publishAt: .*cannot be held back again/)])
  })

  it('cannot hold back a revision', () => {
    const { lines } = checkAfter((files) =>
      change(files, FIRST, 'status: current', `status: current\npublishAt: ${COMING}`),
    )
    expect(lines).toContainEqual(expect.stringMatching(/publishAt: Version 2 cannot be held back/))
  })

  it('is of the day of publication, and of a minute that exists', () => {
    const { lines } = checkAfter((files) => {
      at(COMING)(files)
      change(files, FIRST, `publishAt: ${COMING}`, 'publishAt: 2026-03-02T12:01Z')
    })
    expect(lines).toEqual([expect.stringMatching(/publishAt .*another day than published/)])
    for (const wrong of ['2026-03-01', '2026-03-01T25:00Z', '2026-03-01T12:00+01:00'])
      expect(
        checkAfter((files) =>
          change(files, FIRST, 'status: current', `status: current\npublishAt: ${wrong}`),
        ).lines,
      ).toEqual([expect.stringMatching(/publishAt: .*2026-12-01T09:00Z/)])
  })

  it('keeps published pages from leading to it, and lets it lead to what is there by then', () => {
    const link = '[the first](/advisories/first-one)'
    const { lines } = checkAfter((files) => {
      at(COMING)(files)
      append(files, `See ${link}.`, SECOND)
    })
    expect(lines).toEqual([expect.stringMatching(/first-one" is a draft and will not be there/)])
    const later = checkAfter((files) => {
      at(COMING)(files)
      at('2026-03-02T09:00Z', SECOND)(files)
      change(files, 'content/data/figures.yaml', ', link: /advisories/second-one#what-we-know', '')
    })
    expect(later.lines).toEqual([
      expect.stringMatching(/related\[0\]: .*embargoed/),
      expect.stringMatching(/link: .*second-one" is a draft/),
    ])
  })

  it('changes what a build is made from when its hour has come, and not before', () => {
    const root = mkdtempSync(join(tmpdir(), 'embargo-'))
    mkdirSync(join(root, 'content/advisories/one'), { recursive: true })
    writeFileSync(join(root, 'content/advisories/one/en.mdx'), `---\npublishAt: ${COMING}\n---\n`)
    expect(passedHours(root, PAST)).toEqual([])
    expect(passedHours(root, COMING)).toHaveLength(1)
    rmSync(root, { recursive: true })
  })
})
