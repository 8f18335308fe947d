import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { BarTable, barOf, barScale } from './bar-table.tsx'
import { valueText } from './value-text.ts'

describe('bars', () => {
  it('start at zero and give the largest value the whole width', () => {
    const percent = barScale([
      { label: 'a', value: 50, source: 's' },
      { label: 'b', value: 200, source: 's' },
    ])
    expect(percent(0)).toBe(0)
    expect(percent(50)).toBe(25)
    expect(percent(200)).toBe(100)
  })

  it('span a range from its low to its high end', () => {
    const percent = barScale([{ label: 'a', low: 250, high: 1000, source: 's' }])
    expect(barOf({ low: 250, high: 1000 }, percent)).toEqual({ start: 25, width: 75 })
  })

  it('draw nothing for a value that is given in words alone', () => {
    expect(barOf({}, barScale([]))).toBeNull()
  })

  it('say every number as text and carry no style attribute', () => {
    const html = renderToStaticMarkup(
      <BarTable
        figure={{
          title: 'Theft',
          unit: 'USD million',
          data: [{ label: '2023', value: 1660.5, bound: 'about', note: 'so far', source: 's' }],
        }}
      />,
    )
    expect(html).toContain('about 1,660.5')
    expect(html).toContain('so far')
    expect(html).toContain('<th scope="row">2023</th>')
    expect(html).toContain('width="100%"')
    expect(html).not.toContain('style=')
  })
})

describe('bounds of bars', () => {
  const html = renderToStaticMarkup(
    <BarTable
      titled={false}
      figure={{
        title: 'Theft',
        unit: 'millions',
        data: [
          { label: 'a', group: '2024', value: 50, bound: 'more than', source: 's' },
          { label: 'b', group: '2024', value: 80, bound: 'up to', source: 's' },
          { label: 'c', group: '2025', value: 100, bound: 'about', source: 's' },
        ],
      }}
    />,
  )

  it('are drawn: a point for at least, an outline for up to, a plain bar for about', () => {
    const [least, most, about] = html.split('<th scope="row">').slice(1)
    expect(least).toMatch(/<svg x="50%".*<path d="M-1,0L0,0L9,9L0,18L-1,18"/)
    expect(most).toContain('class="most"')
    expect(about).not.toMatch(/most|<path/)
  })

  it('stand side by side under the heading that they share', () => {
    expect(html.match(/<tbody>/g)).toHaveLength(2)
    expect(html.match(/<th scope="rowgroup" colSpan="2"><b>\d+<\/b>/g)).toHaveLength(2)
  })

  it('leave a title out that stands above already, and keep the unit', () => {
    expect(html).toContain('<caption><span>In millions</span></caption>')
    expect(html).not.toContain('Theft')
  })
})

describe('a value in words', () => {
  it('keeps the bound that the source gives', () => {
    expect(valueText({ label: 'x', value: 90, bound: 'up to', source: 's' })).toBe('up to 90')
  })

  it('writes a range with both its ends', () => {
    expect(valueText({ label: 'x', low: 1000, high: 1500, source: 's' })).toBe('1,000 to 1,500')
  })

  it('takes the source’s words where there is no number', () => {
    expect(valueText({ label: 'x', text: 'thousands', source: 's' })).toBe('thousands')
  })
})
