import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { Figure, FigureValue } from '#lib/content/data'
import { ValueInText } from './value-in-text.tsx'

const shown = (unit: string, value: Partial<FigureValue>) => {
  const data: FigureValue[] = [{ label: 'x', source: 's', ...value }]
  const figure: Figure = {
    id: 'f',
    kind: 'bars',
    title: '',
    alt: '',
    unit,
    data,
    stages: [],
    sources: [],
  }
  return renderToStaticMarkup(<ValueInText figure={figure} label="x" />)
}

it('writes a number of a figure with its bound and unit, as a sentence needs it', () => {
  expect(shown('millions of US dollars', { value: 640, bound: 'at least' })).toBe(
    'at least 640 million US dollars',
  )
  expect(shown('people', { value: 1650 })).toBe('1,650 people')
  expect(shown('US dollars', { low: 250, high: 600 })).toBe('250 to 600 US dollars')
})
