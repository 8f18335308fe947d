import { describe, expect, it } from 'vitest'
import { checkAfter } from './check.fixture.ts'
import { append, change, FIRST, type Files, SECOND } from './content.fixture.ts'
import { formatProblem } from './problem.ts'

describe('the check', () => {
  it('accepts content without mistakes', () => {
    const { problems, counts } = checkAfter(() => {})
    expect(problems.map(formatProblem)).toEqual([])
    expect(counts).toMatchObject({ advisories: 2, drafts: 0, sources: 2 })
  })

  it('names every mistake at once, in the order of files and lines', () => {
    const { errors } = checkAfter((files) => {
      change(files, FIRST, 'status: current', 'status: none')
      append(files, '<b>x</b> and {1} and [that](javascript:x)')
      change(files, SECOND, 'version: 1', 'version: one')
    })
    expect(errors.map(({ file, field }) => `${file.split('/')[2]} ${field}`)).toEqual(
      expect.arrayContaining([
        'first-one status',
        'first-one <b>',
        'first-one expression',
        'first-one link',
        'second-one version',
      ]),
    )
    expect(errors).toEqual(
      errors.toSorted((a, b) => a.file.localeCompare(b.file) || a.line - b.line),
    )
  })

  it('lets a sentence say that an accent is no sign', () => {
    expect(checkAfter((files) => append(files, 'An accent is never a sign.')).errors).toEqual([])
  })

  it('lets an exception allow the words it holds', () => {
    const edit = (files: Files) => {
      append(files, 'The firm wrote “North Korean hackers” in New York.')
      change(
        files,
        FIRST,
        'reviewedBy: Editors',
        'exceptions: [{rule: not-hackers, text: “North Korean hackers”, reason: A quotation., approvedBy: Editors}]\nreviewedBy: Editors',
      )
    }
    expect(checkAfter(edit).errors.map(formatProblem)).toEqual([])
  })

  it('lets drafts link to drafts', () => {
    const edit = (files: Files) => {
      change(files, FIRST, 'status: current', 'status: draft')
      change(files, SECOND, 'status: current', 'status: draft')
      change(files, 'content/data/figures.yaml', ', link: /advisories/second-one#what-we-know', '')
    }
    expect(checkAfter(edit).errors.map(formatProblem)).toEqual([])
  })

  it('warns of an overdue review and a source without address, without failing', () => {
    const { problems, errors } = checkAfter((files) => {
      change(files, FIRST, 'nextReview: 2099-01-10', 'nextReview: 2026-02-20')
      change(files, 'content/data/sources.yaml', 'url: https://example.gov/case', 'url: null')
    })
    expect(errors).toEqual([])
    expect(problems.map(({ field }) => field)).toEqual(['nextReview', 'court-2024.url'])
  })

  it.each(['sources', 'names', 'figures'])('reports broken %s once, not at each use', (name) => {
    const { errors } = checkAfter((files) => {
      files[`content/data/${name}.yaml`] = '- id: [\n'
    })
    expect(new Set(errors.map(({ file }) => file))).toEqual(new Set([`content/data/${name}.yaml`]))
  })

  it('reports broken front matter once, not at each reference to the advisory', () => {
    const { errors } = checkAfter((files) => change(files, SECOND, 'title: How it works\n', ''))
    expect(errors.map(({ file, field }) => [file, field])).toEqual([[SECOND, 'title']])
  })

  it('takes headlines with capitals', () => {
    const { errors } = checkAfter((files) => {
      change(files, SECOND, 'title: How it works', 'title: Keep The Laptop')
      change(files, SECOND, '## What we know', '## What we know\n\n## The Law And The Charges')
    })
    expect(errors).toEqual([])
  })

  it('reads files with Windows line ends the same way', () => {
    const edit = (files: Files) => {
      files[FIRST] = String(files[FIRST]).replaceAll('\n', '\r\n')
    }
    expect(checkAfter(edit).errors).toEqual([])
  })

  it('prints no control characters of the content', () => {
    const { errors } = checkAfter((files) =>
      change(files, FIRST, 'status: current', 'status: "a\\u001b[2Jb"'),
    )
    expect(errors.map(formatProblem).join('')).not.toMatch(/\p{Cc}/u)
  })

  it('checks a thousand advisories', { timeout: 180_000 }, () => {
    const { errors, counts } = checkAfter((files) => {
      for (let number = 3; number <= 1000; number++)
        files[`content/advisories/number-${number}/en.mdx`] = String(files[SECOND])
          .replace('RHW-2026-002', `RHW-2026-${String(number).padStart(3, '0')}`)
          .replace('How it works', `How it works, part ${number}`)
    })
    expect(errors).toEqual([])
    expect(counts.advisories).toBe(1000)
  })
})
