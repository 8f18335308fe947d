import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { compoundFile, propertySet, zip } from './documents.fixture.ts'
import { fileOf, unsaid, xmp } from './evidence.fixture.ts'
import { examineFile } from './examine-file.ts'
import { movieWith } from './media-boxes.fixture.ts'

const examined = async (content: Buffer | string) => {
  const { format, removable, findings, identifiers } = await examineFile(fileOf(content))
  return { format, removable, identifiers, said: findings.map(({ text }) => text).join('\n') }
}

const INFO =
  "1 0 obj\n<< /Author (Ada \\(third floor\\) Ex\\141mple) /Creator <FEFF0041006400610020D55CAE00> /Producer (Kieselprint) /Title (C:\\\\Users\\\\ada\\\\cv.doc) /CreationDate (D:20260314101112+09'00') >>\nendobj\n"
const END = 'trailer << /Info 1 0 R >>\nstartxref\n0\n%%EOF\n'

describe('a PDF', () => {
  it('says who made it, with what and when, and what else it holds', async () => {
    const { format, removable, said } = await examined(
      `%PDF-1.7\n${INFO}2 0 obj << /Subtype /Highlight >> endobj 3 0 obj << /EmbeddedFiles 4 0 R >> endobj\n${xmp('xmp:CreatorTool="Kieselword 5">')}\n${END}`,
    )
    expect({ format, removable }).toEqual({ format: 'pdf', removable: false })
    expect(
      unsaid(said, [
        'Ada (third floor) Example',
        'Ada 한글',
        'Kieselprint',
        'C:\\Users\\ada\\cv.doc',
        '2026-03-14 10:11 +09:00',
        'Kieselword 5',
        'comments',
        'other files',
      ]),
    ).toEqual([])
    expect(said).not.toContain('earlier versions')
  })

  it('says that it was changed later, unless it was only made for the web', async () => {
    expect((await examined(`%PDF-1.4\n${INFO}${END}${INFO}${END}${END}`)).said).toContain(
      'It was changed after it was made (2 ×)',
    )
    expect(
      (await examined(`%PDF-1.4\n1 0 obj << /Linearized 1 >> endobj\n${END}${INFO}${END}`)).said,
    ).not.toContain('changed after')
  })

  it.each(['direct', 'elsewhere'])(
    'looks into packed objects whose length is given %s',
    async (where) => {
      const packed = deflateSync(INFO).toString('latin1')
      const length = where === 'direct' ? packed.length : '9 0 R'
      const content = `%PDF-1.7\n5 0 obj << /Type /ObjStm /Filter /FlateDecode /Length ${length} >>\nstream\n${packed}\nendstream endobj\n${END}`
      const { said } = await examined(Buffer.from(content, 'latin1'))
      expect(said).toContain('Kieselprint')
      expect(said).not.toContain('could not look at all')
    },
  )

  it('says that an encrypted one could not be looked into, and shows no gibberish', async () => {
    const { said } = await examined(
      `%PDF-1.7\n${INFO}trailer << /Encrypt 8 0 R /Info 1 0 R >>\nstartxref\n0\n%%EOF`,
    )
    expect(said).toBe('It is protected by a password, so this page could not look inside')
  })

  it('finds what stands where two pieces meet, wherever that is', async () => {
    for (const filler of [512 * 1024 - 60, 512 * 1024 - 16_500, 495_900]) {
      expect((await examined(`%PDF-1.7\n${'%'.repeat(filler)}\n${INFO}${END}`)).said).toContain(
        'Ada (third',
      )
    }
  })
})

const core = `<cp:coreProperties><dc:creator>Ada &amp; Bo</dc:creator><cp:lastModifiedBy>Cy Boss</cp:lastModifiedBy><cp:revision>7</cp:revision><dcterms:created xsi:type="dcterms:W3CDTF">2026-03-14T10:11:12Z</dcterms:created></cp:coreProperties>`
const app = `<Properties><Template>KieselLetter.dotx</Template><TotalTime>42</TotalTime><Application>Microsoft Office Word</Application><Company>Kiesel Ltd</Company></Properties>`

describe('an Office document', () => {
  it('says who made and changed it, for whom, how often, and what changes and comments it keeps', async () => {
    const { format, said } = await examined(
      zip({
        '[Content_Types].xml': '<Types/>',
        'docProps/core.xml': core,
        'docProps/app.xml': app,
        'docProps/thumbnail.jpeg': 'x',
        'word/document.xml': `<w:document><w:ins w:id="1" w:author="Dee Changer" w:date="2026-01-01T00:00:00Z"><w:r/></w:ins><w:del w:id="2" w:author="Dee Changer"/></w:document>`,
        'word/comments.xml': '<w:comments><w:comment w:author="Eve Comment"/></w:comments>',
        'word/media/image1.jpg': 'x',
      }),
    )
    expect(format).toBe('office')
    expect(
      unsaid(said, [
        'Ada & Bo',
        'Cy Boss',
        '7 ×',
        '2026-03-14 10:11 UTC',
        'KieselLetter.dotx',
        '42 min',
        'Microsoft Office Word',
        'Kiesel Ltd',
        'tracked changes: 2',
        'Dee Changer',
        'Eve Comment',
        'small preview',
        'photos (1)',
      ]),
    ).toEqual([])
  })

  it('finds comments and hidden sheets of a table, and who wrote on slides', async () => {
    const { said } = await examined(
      zip({
        '[Content_Types].xml': '<Types/>',
        'xl/workbook.xml':
          '<workbook><sheet name="a"/><sheet name="b" state="veryHidden"/></workbook>',
        'xl/comments1.xml': '<comments><authors><author>Ada Cell</author></authors></comments>',
        'ppt/commentAuthors.xml':
          '<p:cmAuthorLst><p:cmAuthor id="0" name="Bo Slide"/></p:cmAuthorLst>',
      }),
    )
    expect(said).toContain('hidden sheets: 1')
    expect(said).toContain('Ada Cell')
    expect(said).toContain('Bo Slide')
  })

  it('reads OpenDocument', async () => {
    const { format, said } = await examined(
      zip({
        mimetype: 'application/vnd.oasis.opendocument.text',
        'meta.xml': `<office:meta><meta:initial-creator>Ada ODF</meta:initial-creator><dc:creator>Cy Boss</dc:creator><meta:editing-cycles>3</meta:editing-cycles><meta:generator>LibreOffice/24</meta:generator><meta:template xlink:title="KieselTemplate"/></office:meta>`,
        'content.xml': `<text:tracked-changes><text:changed-region><office:change-info><dc:creator>Dee Changer</dc:creator></office:change-info></text:changed-region></text:tracked-changes><office:annotation><dc:creator>Eve Comment</dc:creator></office:annotation>`,
      }),
    )
    expect(format).toBe('office')
    expect(
      unsaid(said, [
        'Ada ODF',
        'Cy Boss',
        '3 ×',
        'LibreOffice/24',
        'KieselTemplate',
        'tracked changes: 1',
        'Dee Changer',
        'Eve Comment',
      ]),
    ).toEqual([])
  })

  it('calls another ZIP an archive', async () => {
    expect(await examined(zip({ 'a.jpg': 'x' }))).toMatchObject({
      format: 'other',
      said: 'It is an archive. The files inside keep their own hidden data',
    })
  })

  it('reads the properties of an older one, large or small, and says that it did not read all', async () => {
    const document = Buffer.alloc(5000)
    document[10] = 4
    const summary = propertySet({
      4: 'Ada Old',
      7: 'Kiesel.dot',
      8: 'Cy Boss',
      18: 'Microsoft Word 9.0',
    })
    const { format, said } = await examined(
      compoundFile({
        WordDocument: document,
        '\x05SummaryInformation': summary,
        '\x05DocumentSummaryInformation': propertySet({ 15: 'Kiesel Ltd', 99: 'x'.repeat(5000) }),
      }),
    )
    expect(format).toBe('office')
    expect(
      unsaid(said, [
        'Ada Old',
        'Kiesel.dot',
        'Cy Boss',
        'Word 9.0',
        'Kiesel Ltd',
        'earlier versions',
        'could not look at all',
      ]),
    ).toEqual([])
  })

  it('says that one with a password could not be looked into', async () => {
    expect((await examined(compoundFile({ EncryptedPackage: Buffer.alloc(5000) }))).said).toContain(
      'password',
    )
  })
})

describe('a film', () => {
  it('says where and when it was taken, with what, and that it keeps movements', async () => {
    const { format, removable, said } = await examined(movieWith('+51.5081-000.1281+011/'))
    expect({ format, removable }).toEqual({ format: 'video', removable: false })
    expect(
      unsaid(said, [
        '51.51, −0.13',
        'Kieselphone',
        'K4',
        'Lavf61.7',
        '2026-03-14',
        'track of places',
      ]),
    ).toEqual([])
  })

  it('says of other kinds that it cannot look into them', async () => {
    expect(await examined(Buffer.from('1a45dfa3934282886d6174726f736b61', 'hex'))).toMatchObject({
      format: 'video',
      said: 'This page cannot look into files of this kind',
    })
  })
})

const MAIL = `Return-Path: <bounce@mailer.example>
Delivered-To: ada.manager@company.example
Received: from sender.example (unknown [203.0.113.7])
\tby mx.company.example (Postfix) with ESMTPS id 1 for <ada.manager@company.example>;
Received: from [10.0.0.5] (helo=laptop) by sender.example; Sat, 14 Mar 2026 10:11:12 +0900
X-Originating-IP: [2001:db8::17]
From: "Kim Dev" <kim.dev@mail.example>
Reply-To: other.kim@elsewhere.example
To: ada.manager@company.example
Subject: my laptop
Message-ID: <abc.123@mail.example>

Write to hidden@body.example
`

describe('a mail', () => {
  it('offers who sent it and from where, and says to whom it was delivered', async () => {
    const { format, identifiers, said } = await examined(MAIL.replaceAll('\n', '\r\n'))
    expect(format).toBe('mail')
    expect(identifiers).toEqual([
      { type: 'email', value: 'bounce@mailer.example' },
      { type: 'ip', value: '203.0.113.7' },
      { type: 'ip', value: '2001:db8::17' },
      { type: 'email', value: 'kim.dev@mail.example' },
      { type: 'email', value: 'other.kim@elsewhere.example' },
      { type: 'other', value: 'Message-ID <abc.123@mail.example>' },
    ])
    expect(said).toBe('It says to whom it was delivered: ada.manager@company.example')
  })

  it('reads every mail of a mailbox, also across pieces, and no text that only looks like headers', async () => {
    const mails = Array.from(
      { length: 40 },
      (_, number) =>
        `From x@y Sat Mar 14 10:11:12 2026\nFrom: kim${number}@mail.example\nTo: ada@company.example\nDate: now\nSubject: a\n\n${'text of the mail, quite long\n'.repeat(1500)}\nFrom: not@header.example\n\n`,
    ).join('')
    expect(mails.length).toBeGreaterThan(1024 * 1024)
    const { identifiers } = await examined(mails)
    expect(identifiers?.map(({ value }) => value)).toEqual(
      Array.from({ length: 40 }, (_, number) => `kim${number}@mail.example`),
    )
  })

  it('reads the headers of a mail saved by Outlook', async () => {
    const { format, identifiers } = await examined(
      compoundFile({
        '__substg1.0_007D001F': Buffer.from(MAIL.replaceAll('\n', '\r\n'), 'utf16le'),
        '__substg1.0_0C1F001F': Buffer.from('kim.third@mail.example', 'utf16le'),
      }),
    )
    expect(format).toBe('mail')
    expect(identifiers?.map(({ value }) => value)).toContain('kim.third@mail.example')
    expect(identifiers?.map(({ value }) => value)).toContain('203.0.113.7')
  })
})

describe('other files', () => {
  it('says nothing of plain texts and of empty files', async () => {
    for (const text of ['hour,address\n2026,198.51.100.7\n', '이력서 김', '']) {
      expect(await examined(text)).toMatchObject({ format: 'other', said: '' })
    }
  })

  it('says that it cannot look into what it does not know', async () => {
    expect((await examined(Buffer.from([0, 1, 2, 3]))).said).toContain('cannot look')
  })

  it('says so when the file is gone', async () => {
    const gone = fileOf('x')
    gone.slice = () => {
      throw new DOMException('gone', 'NotFoundError')
    }
    expect((await examineFile(gone)).findings).toEqual([
      { kind: 'other', text: 'It could not be read to look for hidden data' },
    ])
  })
})
