import { describe, expect, it } from 'vitest'
import { body, checkAfter, expectNamed, type Mistake, matter } from './check.fixture.ts'

const MISTAKES: Mistake[] = [
  {
    mistake: 'broken MDX',
    edit: body('<Warning title="x">'),
    at: '<Warning title="x">',
    says: ['mdx', /closing tag/, /Close every component/],
  },
  {
    mistake: 'text nested without end',
    edit: body(`${'> '.repeat(60)}x`),
    at: 22,
    says: ['mdx', /nested too deeply/, /flat/],
  },
  {
    mistake: 'an unknown component',
    edit: body('<Warnin title="x">\n\nx\n\n</Warnin>'),
    at: '<Warnin ',
    says: ['<Warnin>', /unknown/, /Did you mean <Warning>/],
  },
  {
    mistake: 'a component of an object',
    edit: body('<React.Fragment>\n\nx\n\n</React.Fragment>'),
    at: '<React',
    says: ['<React.Fragment>', /unknown/, /Cite/],
  },
  {
    mistake: 'a component named like an inherited property',
    edit: body('x <constructor /> y'),
    at: '<constructor',
    says: ['<constructor>', /HTML/, /Markdown/],
  },
  {
    mistake: 'a fragment',
    edit: body('<>x</>'),
    at: '<>x',
    says: ['component', /not a component/, /Delete/],
  },
  {
    mistake: 'an HTML element',
    edit: body('a <b>bold</b> word'),
    at: '<b>',
    says: ['<b>', /HTML/, /\*\*strong\*\*/],
  },
  {
    mistake: 'a script element',
    edit: body('<script src="/x.js"></script>'),
    at: '<script',
    says: ['<script>', /HTML/, /Markdown/],
  },
  {
    mistake: 'an HTML comment',
    edit: body('<!-- later -->'),
    at: '<!--',
    says: ['mdx', /Broken MDX.*name, .*`_`$/, /Delete the comment.*backticks/],
  },
  {
    mistake: 'a closing tag without an opening one',
    edit: body('Stray: </Claim>'),
    at: 'Stray:',
    says: ['mdx', /closing slash/, /Delete the closing tag/],
  },
  {
    mistake: 'an HTML element that is not closed',
    edit: body('<img src="/images/laptop.png">'),
    at: '<img',
    says: ['mdx', /closing tag for `<img>`/, /HTML.*!\[text\]/],
  },
  {
    mistake: 'a tag without its end',
    edit: body('A claim.<Cite source="court-2024"'),
    at: 'A claim.<Cite',
    says: ['mdx', /end of file/, /End the tag/],
  },
  {
    mistake: 'an import',
    edit: body("import x from './x.js'"),
    at: 'import x',
    says: ['import or export', /code/, /Delete/],
  },
  {
    mistake: 'an export',
    edit: body('export const x = 1'),
    at: 'export const',
    says: ['import or export', /code/, /Delete/],
  },
  {
    mistake: 'a sentence that starts like an import',
    edit: body('import duties are high'),
    at: 'import duties',
    says: ['import or export', /Broken MDX/, /start a line/],
  },
  {
    mistake: 'an expression in text',
    edit: body('Two and two is {2 + 2}.'),
    at: '{2 + 2}',
    says: ['expression', /code/, /backticks/],
  },
  {
    mistake: 'an expression on its own',
    edit: body('{process.env.HOME}'),
    at: '{process',
    says: ['expression', /code/, /Write the text/],
  },
  {
    mistake: 'a comment in braces',
    edit: body('{/* later */}'),
    at: '{/*',
    says: ['expression', /code/, /Write the text/],
  },
  {
    mistake: 'a broken expression',
    edit: body('An open { brace'),
    at: 68,
    says: ['expression', /Broken MDX/, /braces/],
  },
  {
    mistake: 'an expression in an attribute',
    edit: body('<Warning title={"x"}>\n\nx\n\n</Warning>'),
    at: 'title={',
    says: ['<Warning title>', /code/, /in quotes/],
  },
  {
    mistake: 'a spread',
    edit: body('<Warning title="x" {...props}>\n\nx\n\n</Warning>'),
    at: '{...props}',
    says: ['<Warning>', /spread/, /each attribute/],
  },
  {
    mistake: 'an event handler',
    edit: body('<Warning title="x" onClick="x()">\n\nx\n\n</Warning>'),
    at: 'onClick',
    says: ['<Warning onClick>', /event handler/, /Delete/],
  },
  {
    mistake: 'an event handler of an HTML element',
    edit: body('<b onclick={() => 1}>x</b>'),
    at: 'onclick',
    says: ['<b onclick>', /event handler/, /Delete/],
  },
  {
    mistake: 'an unknown attribute',
    edit: body('<Warning title="x" style="color:red">\n\nx\n\n</Warning>'),
    at: 'style=',
    says: ['<Warning style>', /unknown/, /title=/],
  },
  {
    mistake: 'an attribute without value',
    edit: body('<Warning title>\n\nx\n\n</Warning>'),
    at: '<Warning title>',
    says: ['<Warning title>', /no value/, /title="…"/],
  },
  {
    mistake: 'a doubled attribute',
    edit: body('x<Cite source="court-2024" source="firm-2025" />'),
    at: 'x<Cite',
    says: ['<Cite source>', /twice/, /one of the two/],
  },
  {
    mistake: 'a heading of level one',
    edit: body('# Title'),
    at: '# Title',
    says: ['heading', /only heading/, /##/],
  },
  {
    mistake: 'a heading that skips a level',
    edit: body('## A\n\n#### B'),
    at: '#### B',
    says: ['heading', /skips/, /###/],
  },
  {
    mistake: 'a footnote',
    edit: body('x[^1]\n\n[^1]: y'),
    at: 'x[^1]',
    says: ['footnote', /not used/, /Cite/],
  },
  {
    mistake: 'a check box',
    edit: body('- [ ] x'),
    at: '- [ ] x',
    says: ['list', /Check boxes/, /plain list/],
  },
  {
    mistake: 'a block within a line',
    edit: body('x <Figure id="scheme" /> y'),
    at: 'x <Figure',
    says: ['<Figure>', /within a line/, /lines of their own/],
  },
  {
    mistake: 'a summary that is no list',
    edit: matter('- Three lines.\n', ''),
    at: '<NeedToKnow>',
    says: ['<NeedToKnow>', /3 to 5/, /list/],
  },
]

describe('the check of the text', () => {
  it.each(MISTAKES)('names file, line and cure of $mistake', expectNamed)
})

describe('the characters { and <', () => {
  it.each([
    [
      'Less than {5} here',
      /expression: .*Cure: .*write \\\{ and \\\}, or put them in backticks: `\{`/,
    ],
    ['An open { brace', /expression: .*Cure: .*write \\\{ and \\\}, or put them in backticks/],
    [
      'Fewer than <5 people',
      /mdx: .*Cure: For the character write \\<, or put it in backticks: `<`/,
    ],
    ['a <- b', /mdx: .*Cure: For the character write \\<, or put it in backticks: `<`/],
  ])('are refused in %s, and the cure says how to write them', (text, said) => {
    expect(checkAfter(body(text)).lines).toEqual([expect.stringMatching(said)])
  })

  it('may be written as the cure says', () => {
    expect(checkAfter(body('Fewer than \\<5, \\{ and \\}, or `<5` and `{x}`.')).lines).toEqual([])
  })
})
