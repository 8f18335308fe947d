import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { FlowFigure } from './flow-figure.tsx'

it('tells a way in order, with a curve to what leaves it and no style attribute', () => {
  const html = renderToStaticMarkup(
    <FlowFigure
      label="The money’s way"
      steps={[
        { label: 'Pay', text: 'to an account', source: 's' },
        { label: 'A share', text: 'for the helper', leaves: true, source: 's' },
        { label: 'Onward', text: 'by banks', note: 'and more', source: 's' },
      ]}
    />,
  )
  expect(html).toMatch(/^<ol class="stages" aria-label="The money’s way"><li><b>Pay<\/b>/)
  expect(html.match(/<li class="leaves"><svg [^>]*aria-hidden="true"/g)).toHaveLength(1)
  expect(html).toContain('<path d="M0,0')
  expect(html).toContain('by banks. and more')
  expect(html).not.toContain('style=')
})
