import { describe, it } from 'vitest'
import { body, expectNamed, type Mistake } from './check.fixture.ts'
import { change, SECOND } from './content.fixture.ts'

const MISTAKES: Mistake[] = [
  ...[
    ['javascript:alert(1)', /javascript:/],
    ['JaVaScRiPt:alert(1)', /javascript:/],
    ['java&#115;cript:alert(1)', /javascript:/],
    ['&#x6a;avascript&colon;alert(1)', /javascript:/],
    ['<java\tscript:alert(1)>', /javascript:/],
    ['data:text/html,x', /data:/],
    ['vbscript:x', /vbscript:/],
    ['http://example.com/', /not encrypted/],
    ['mailto:a@example.com', /opens a program/],
    ['//example.com/x', /not a whole address/],
    ['/\\example.com', /not a whole address/],
    ['https:example.com', /not a whole address/],
    ['https://user@example.com', /not a whole address/],
    ['second-one', /not a whole address/],
  ].map(
    ([url, wrong]): Mistake => ({
      mistake: `a link to ${url}`,
      edit: body(`See [that page](${url}) now.`),
      at: '[that page]',
      says: ['link', wrong as RegExp, /https?:|backticks/],
    }),
  ),
  {
    mistake: 'a reference-style link to a script',
    edit: body('See [that page][p].\n\n[p]: javascript:x'),
    at: '[p]: java',
    says: ['link', /javascript:/, /https/],
  },
  {
    mistake: 'a bare address that is not encrypted',
    edit: body('See http://example.com now.'),
    at: 'See http',
    says: ['link', /not encrypted/, /https/],
  },
  {
    mistake: 'a bare address without scheme',
    edit: body('See www.example.com now.'),
    at: 'See www',
    says: ['link', /not encrypted/, /backticks/],
  },
  {
    mistake: 'a bare mail address',
    edit: body('Write to a@example.com now.'),
    at: 'Write to a@',
    says: ['link', /opens a program/, /backticks/],
  },
  {
    mistake: 'an address in angle brackets',
    edit: body('See <https://example.com> now.'),
    at: 'See <',
    says: ['mdx', /Broken MDX/, /\[text\]/],
  },
  {
    mistake: 'a link without definition',
    edit: body('See [that page][nowhere].'),
    at: '[nowhere]',
    says: ['link', /without a definition/, /address/],
  },
  {
    mistake: 'a link to a page that does not exist',
    edit: body('See [that page](/advisories/second-on).'),
    at: '[that page]',
    says: ['link', /no page/, /second-one/],
  },
  {
    mistake: 'a link to an anchor that does not exist',
    edit: body('See [that page](/advisories/second-one#what-we-knew).'),
    at: '[that page]',
    says: ['link', /no anchor/, /#what-we-know/],
  },
  {
    mistake: 'a link to an own anchor that does not exist',
    edit: body('See [that part](#charge).'),
    at: '[that part]',
    says: ['link', /no anchor/, /Use one of|Did you mean/],
  },
  {
    mistake: 'a link to a draft',
    edit: (files) => change(files, SECOND, 'status: current', 'status: draft'),
    at: '[the second one]',
    says: ['link', /draft/, /Publish it first/],
  },
  {
    mistake: 'a link without text',
    edit: body('See [](/report).'),
    at: '[](',
    says: ['link', /no text/, /where the link leads/],
  },
  {
    mistake: 'a link that says "here"',
    edit: body('Look [here](/report).'),
    at: '[here]',
    says: ['link', /does not say/, /Name the page/],
  },
  {
    mistake: 'an image without alternative text',
    edit: body('![](/images/laptop.png)'),
    at: '![](',
    says: ['image', /no alternative text/, /what the image shows/],
  },
  {
    mistake: 'a reference-style image without alternative text',
    edit: body('![][i]\n\n[i]: /images/laptop.png'),
    at: '![][i]',
    says: ['image', /no alternative text/, /shows/],
  },
  {
    mistake: 'an image from elsewhere',
    edit: body('![A laptop](https://example.com/x.png)'),
    at: '![A laptop](https',
    says: ['image', /not an image of this site/, /public\/images/],
  },
  {
    mistake: 'an image that is not there',
    edit: body('![A laptop](/images/none.png)'),
    at: 'none.png',
    says: ['image', /no file/, /Put it there/],
  },
]

describe('the check of links and images', () => {
  it.each(MISTAKES)('names file, line and cure of $mistake', expectNamed)
})
