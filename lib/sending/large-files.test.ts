import { describe, expect, it } from 'vitest'
import { exifSegment, jpegWith, PHONE_EXIF } from '#lib/evidence/pictures.fixture'
import { withoutHidden } from '#lib/evidence/without-hidden'
import { bytesOf, chosenFile, jobWith, MIB, opened, send, sha256 } from './sending.fixture.ts'
import type { FileProgress, SendProgress } from './worker-messages.ts'

const film = bytesOf(12 * MIB + 5, 1)
const logs = bytesOf(10 * MIB, 2)
const note = bytesOf(1000, 3)
const filesNow = (progress: SendProgress) =>
  Object.fromEntries(progress.files.map(({ id, state }) => [id, state]))
const received = { ok: true, receipt: { reference: '7K3M-Q2' } }

describe('files of real size', () => {
  it('go as sealed parts of their own, small ones inside the message, which is sent last', async () => {
    const files = [film, note, logs, new Uint8Array()].map((content, index) => ({
      file: new File([content], `${index}.bin`),
      note: `note ${index}`,
    }))
    const { outcome, intake } = await send(jobWith(files))
    expect(outcome).toMatchObject(received)
    const { tip, inside, parts } = await opened(intake)
    expect(parts.map(sha256)).toEqual([sha256(film), sha256(logs)])
    expect([...inside.keys()]).toEqual(['1.bin', '3.bin'])
    expect(tip.files.map(({ name, bytes, part, note: said }) => [name, bytes, part, said])).toEqual(
      [
        ['0.bin', film.length, 1, 'note 0'],
        ['1.bin', 1000, undefined, 'note 1'],
        ['2.bin', logs.length, 2, 'note 2'],
        ['3.bin', 0, undefined, 'note 3'],
      ],
    )
    expect(tip.files.map((file) => file.sha256)).toEqual(
      [film, note, logs, new Uint8Array()].map(sha256),
    )
    const puts = intake.seen.filter((one) => one.startsWith('PUT'))
    const first = puts.findIndex((one) => one.includes('/parts/0/'))
    expect(puts.slice(0, first).every((one) => !one.includes('/parts/0/'))).toBe(true)
    expect(puts.slice(first).every((one) => one.includes('/parts/0/chunks/'))).toBe(true)
    expect(intake.repeated()).toBe(0)
  })

  it('keep their names apart, and harmless, when two have the same', async () => {
    const files = ['photo.jpg', '../photo.jpg', 'a\u202egpj.exe'].map((name) => ({
      file: new File([name], name),
    }))
    const { intake } = await send(jobWith(files))
    const { tip, inside } = await opened(intake)
    expect(tip.files.map(({ name }) => name)).toEqual(['photo.jpg', 'photo (2).jpg', 'agpj.exe'])
    expect(inside.size).toBe(3)
  })

  it('tell speed and time left once they are known, and never more than everything', async () => {
    const { progress } = await send(jobWith([{ file: new File([film], 'film') }]))
    expect(progress[0]).toMatchObject({ bytesPerSecond: null, secondsLeft: null })
    const known = progress.filter(({ bytesPerSecond }) => bytesPerSecond !== null)
    expect(known.length).toBeGreaterThan(3)
    for (const { doneBytes, totalBytes, bytesPerSecond, secondsLeft } of known) {
      expect(secondsLeft).toBe(secondsLeft === null ? null : Math.max(0, secondsLeft))
      expect(bytesPerSecond).toBeGreaterThan(0)
      expect(doneBytes).toBeLessThanOrEqual(totalBytes)
    }
    expect(progress.at(-1)?.files).toEqual([
      { id: 'f0', state: 'done', doneBytes: film.length, totalBytes: film.length },
    ])
  })
})

describe('a file that fails', () => {
  it('waits for the sender while the others go on; tried again, it goes alone', async () => {
    const broken = chosenFile('film', film)
    broken.break(true)
    let failedWith = ''
    const { outcome, intake, progress } = await send(
      jobWith([{ file: broken.file }, { file: new File([logs], 'logs') }]),
      {},
      (now, sending) => {
        const [first, second] = now.files
        if (first?.state !== 'failed' || second?.state !== 'done') return
        failedWith = first.message ?? ''
        broken.break(false)
        queueMicrotask(() => sending.retryFile('f0'))
      },
    )
    expect(outcome).toMatchObject(received)
    expect(failedWith).toContain('“film” cannot be read any more')
    const { parts } = await opened(intake)
    expect(parts.map(sha256)).toEqual([sha256(film), sha256(logs)])
    // Every chunk of the other file went once.
    const logsPuts = intake.seen.filter((one) => one.includes('/parts/2/chunks/'))
    expect(new Set(logsPuts).size).toBe(logsPuts.length)
    expect(intake.seen).toContain('PUT /api/tips/tip-0/parts/1')
    expect(progress.map(filesNow)).toContainEqual({ f0: 'failed', f1: 'done' })
  })

  it('can have changed meanwhile: what is sent is what it is then', async () => {
    const changed = chosenFile('film', film)
    changed.break(true)
    const job = jobWith([{ file: changed.file }])
    const { outcome, intake } = await send(job, {}, (now, sending) => {
      if (now.files[0]?.state !== 'failed') return
      const [file] = job.files
      if (file) file.file = new File([logs], 'film')
      queueMicrotask(() => sending.retryFile('f0'))
    })
    expect(outcome).toMatchObject(received)
    const { tip, parts } = await opened(intake)
    expect(parts.map(sha256)).toEqual([sha256(logs)])
    expect(tip.files).toMatchObject([{ bytes: logs.length, sha256: sha256(logs) }])
  })

  it('can be taken out instead: a note stands in its part, and nothing of it is told', async () => {
    const broken = chosenFile('secret name.bin', film)
    broken.break(true)
    const { outcome, intake } = await send(
      jobWith([{ file: broken.file, note: 'secret' }, { file: new File([logs], 'logs') }]),
      {},
      (now, sending) => {
        if (now.files[0]?.state === 'failed') queueMicrotask(() => sending.removeFile('f0'))
      },
    )
    expect(outcome).toMatchObject(received)
    const { tip, parts } = await opened(intake)
    expect(JSON.stringify(tip)).not.toContain('secret')
    expect(new TextDecoder().decode(parts[0])).toContain('took this file out')
    expect(tip.files).toMatchObject([
      { name: 'removed-1.txt', part: 1, removed: true, sha256: sha256(parts[0] ?? film) },
      { name: 'logs', part: 2 },
    ])
  })

  it('waits also when it would go inside the message', async () => {
    const broken = chosenFile('small', note)
    broken.break(true)
    for (const action of ['retry', 'remove'] as const) {
      const { outcome, intake } = await send(
        jobWith([{ file: broken.file }]),
        {},
        (now, sending) => {
          if (now.files[0]?.state !== 'failed') return
          broken.break(false)
          queueMicrotask(() =>
            action === 'retry' ? sending.retryFile('f0') : sending.removeFile('f0'),
          )
        },
      )
      expect(outcome).toMatchObject(received)
      expect((await opened(intake)).tip.files).toHaveLength(action === 'retry' ? 1 : 0)
      broken.break(true)
    }
  })
})

describe('a file that is taken out', () => {
  it.each([1, 6])(
    'after %d stored chunks leaves a note, and the others are not sent again',
    async (chunks) => {
      let taken = false
      const { outcome, intake, progress } = await send(
        jobWith([{ file: new File([film], 'film') }, { file: new File([logs], 'logs') }]),
        {},
        ({ files: [first] }, sending) => {
          if (taken || (first?.doneBytes ?? 0) < chunks * MIB * 0.9) return
          taken = true
          queueMicrotask(() => sending.removeFile('f0'))
        },
      )
      expect(outcome).toMatchObject(received)
      const { tip, parts } = await opened(intake)
      expect(tip.files[0]).toMatchObject({ removed: true, part: 1 })
      expect(parts.map((part) => part.length < 100 || sha256(part))).toEqual([true, sha256(logs)])
      const logsPuts = intake.seen.filter((one) => one.includes('/parts/2/chunks/'))
      expect(new Set(logsPuts).size).toBe(logsPuts.length)
      expect(filesNow(progress.at(-1) as SendProgress)).toEqual({ f0: 'removed', f1: 'done' })
    },
  )

  it('before anything was sent is not told at all', async () => {
    const { intake } = await send(
      jobWith([{ file: new File([film], 'film') }, { file: new File([note], 'note') }]),
      {},
      ({ phase }, sending) => {
        if (phase === 'encrypting') {
          sending.removeFile('f0')
        }
      },
    )
    const { tip, parts } = await opened(intake)
    expect(parts).toEqual([])
    expect(tip.files.map(({ name }) => name)).toEqual(['note'])
  })
})

describe('hidden data', () => {
  const found = [{ kind: 'comment' as const, text: 'A comment' }]

  it('is not taken out where that cannot be done: the file waits, and goes unchanged when the sender says so', async () => {
    const said: Partial<FileProgress>[] = []
    const { intake, progress } = await send(
      jobWith([{ file: new File([note], 'a.jpg'), hidden: { found, remove: true } }]),
      {},
      ({ files: [file] }, sending) => {
        if (file?.state !== 'failed') return
        said.push(file)
        queueMicrotask(() => sending.retryFile('f0'))
      },
    )
    const message = expect.stringContaining('Send it unchanged')
    expect(said[0]).toMatchObject({ message, unchanged: true })
    expect(progress.at(-1)?.files[0]).not.toHaveProperty('unchanged')
    const { tip } = await opened(intake)
    expect(tip.files).toMatchObject([{ sha256: sha256(note), hidden: { found, removed: false } }])
  })

  it('is taken out of a picture before it is sealed; the report keeps the hash of the original', async () => {
    const picture = new Uint8Array(jpegWith([exifSegment(PHONE_EXIF)]))
    const clean = withoutHidden(picture, 'jpeg')
    const { intake } = await send(
      jobWith([{ file: new File([picture], 'a.jpg'), hidden: { found, remove: true } }]),
    )
    const { tip, inside } = await opened(intake)
    expect(Buffer.compare(inside.get('a.jpg') ?? picture, clean)).toBe(0)
    expect(tip.files).toMatchObject([
      {
        bytes: clean.length,
        sha256: sha256(clean),
        original: { bytes: picture.length, sha256: sha256(picture) },
        hidden: { found, removed: true },
      },
    ])
  })

  it('that the sender leaves in is told all the same', async () => {
    const { intake } = await send(
      jobWith([{ file: new File([note], 'a.jpg'), hidden: { found, remove: false } }]),
    )
    const { tip } = await opened(intake)
    expect(tip.files).toMatchObject([{ hidden: { found, removed: false } }])
    expect(tip.files[0]).not.toHaveProperty('original')
  })
})
