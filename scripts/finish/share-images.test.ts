import { describe, expect, it } from 'vitest'
import { parsePage } from './html.ts'
import { readHead } from './page-head.ts'
import { shareImages } from './share-images.ts'

const head = (title: string, image = 'https://example.org/share/a.png') =>
  readHead(
    parsePage(
      `<title>${title} | Site</title><meta name="description" content="About a."><link rel="canonical" href="https://example.org/a"><meta property="og:title" content="${title}"><meta property="og:site_name" content="Site"><meta property="og:image" content="${image}">`,
    ),
  )

describe('the head of a page', () => {
  it('gives what the page says of itself', () => {
    expect(head('A &amp; b')).toEqual({
      title: 'A & b | Site',
      description: 'About a.',
      name: 'A & b',
      siteName: 'Site',
      canonical: '/a',
      image: '/share/a.png',
      listed: true,
    })
  })

  it('says that a page wants no listing, and what it does not say', () => {
    const said = readHead(parsePage('<meta name="robots" content="noindex">'))
    expect(said).toMatchObject({ title: '', description: '', canonical: null, image: null })
    expect(said.listed).toBe(false)
  })
})

describe('share images', () => {
  it('are PNG files of 1200 by 630 pixels, and the same each time', async () => {
    const heads = new Map([['/a', head('One “title” – with signs, £5')]])
    const [first, second] = [await shareImages(heads), await shareImages(heads)]
    const png = first.get('/share/a.png') ?? Buffer.alloc(0)
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630])
    expect(second.get('/share/a.png')?.equals(png)).toBe(true)
  })

  it('differ when titles do, and one serves both addresses of a page', async () => {
    const images = await shareImages(
      new Map([
        ['/a', head('One')],
        ['/short-way-to-a', head('One')],
        ['/b', head('Two', 'https://example.org/share/b.png')],
        ['/404', readHead(parsePage('<title>No page</title>'))],
      ]),
    )
    expect([...images.keys()]).toEqual(['/share/a.png', '/share/b.png'])
    expect(images.get('/share/a.png')?.equals(images.get('/share/b.png') ?? Buffer.alloc(0))).toBe(
      false,
    )
  })

  it('refuse two titles for one image', async () => {
    await expect(
      shareImages(
        new Map([
          ['/a', head('One')],
          ['/b', head('Two')],
        ]),
      ),
    ).rejects.toThrow('/b')
  })

  it('refuse a letter that no font has, instead of drawing an empty box', async () => {
    await expect(shareImages(new Map([['/a', head('원격')]]))).rejects.toThrow('has no font')
  })
})
