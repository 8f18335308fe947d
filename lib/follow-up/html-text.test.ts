import { describe, expect, it } from 'vitest'
import { textOfHtml } from './html-text.ts'

describe('the text of a web page', () => {
  it('has a line for each block, without spaces at its ends', () => {
    const page = '<div>One&nbsp;</div>\n<p> Two  <b>words</b>&nbsp; </p><p></p><p></p>Three'
    expect(textOfHtml(page)).toBe('One\n\nTwo words\n\nThree')
  })

  // With a time that grows with the square, the first of these takes half an hour and the test never ends.
  it.each(['&nbsp;', '&#10;x', '<p ', '<!-- ', '</script ', '<style ', '&#32;&#9;'])(
    'is taken from eight megabytes of “%s”',
    (filling) => {
      const text = textOfHtml(`<p>x${filling.repeat(2 ** 23 / filling.length)}x`)
      expect(text.startsWith('x')).toBe(true)
    },
  )
})
