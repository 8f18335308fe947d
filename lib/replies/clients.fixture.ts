/**
 * Replies in the shapes that mail programs give them: headers, boundaries, part headers and order as their
 * sources and public bug reports show them; addresses and contents are made up. Lines end with LF.
 */

/** What goes into a mail. */
export type Filling = {
  to: string
  /** The sealed reply in armor. */
  armored: string
  /** A file sealed by itself, in armor. */
  sealedFile: string
  /** Words in the clear. */
  words: string
}

type Compose = (filling: Filling) => string

const DESK = 'Desk <desk@example.org>'
const VERSION = 'Version: 1\n'

function head(to: string, messageId: string, ...more: string[]): string {
  return [
    `From: ${DESK}`,
    `To: ${to}`,
    'Subject: ...',
    'Date: Sun, 22 Nov 2026 11:04:00 +0000',
    `Message-ID: <${messageId}>`,
    'In-Reply-To: <76d5d22cd2854749da63b66abdf5f211@example.org>',
    'References: <76d5d22cd2854749da63b66abdf5f211@example.org>',
    'MIME-Version: 1.0',
    ...more,
  ].join('\n')
}

const base64 = (text: string): string =>
  `${Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\n')}\n`

const parts = (boundary: string, ...all: string[]): string =>
  `${all.map((part) => `--${boundary}\n${part}\n`).join('')}--${boundary}--\n`

/** Programs whose replies are taken. */
export const TAKEN: Readonly<Record<string, Compose>> = {
  'Apple Mail with GPGMail': ({ to, armored }) =>
    `${head(
      to,
      '9E7A1B1C-6A3F-4C52-8D0B-2F4C1F6E9A10@example.org',
      'X-Mailer: Apple Mail (2.3774.600.62)',
      'Content-Type: multipart/encrypted;\n\tboundary="Apple-Mail=_5B1D7A62-93E4-4A7E-8A4F-B8F0C7B0C9D1";\n\tprotocol="application/pgp-encrypted"',
      'X-Pgp-Agent: GPGMail',
      'Content-Transfer-Encoding: 7bit',
    )}

This is an OpenPGP/MIME encrypted message (RFC 2440 and 3156)
${parts(
  'Apple-Mail=_5B1D7A62-93E4-4A7E-8A4F-B8F0C7B0C9D1',
  `Content-Transfer-Encoding: 7bit\nContent-Type: application/pgp-encrypted\nContent-Description: PGP/MIME Versions Identification\n\n${VERSION}`,
  `Content-Transfer-Encoding: 7bit\nContent-Disposition: inline;\n\tfilename=encrypted.asc\nContent-Type: application/octet-stream;\n\tname=encrypted.asc\nContent-Description: OpenPGP encrypted message\n\n${armored}`,
)}`,

  'Proton Mail, to a key of an outsider': ({ to, armored }) =>
    `${head(
      to,
      'vG5kgzuER2dMNI7JxuWkaHJLIYYKEWoIqcbIbOalxQC@proton.example',
      'Feedback-ID: 1234567:user:proton',
      'X-Pm-Message-ID: 0b1c2d3e4f',
      'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="------b05c6a87fcd1f5ac9b9b67a7d0d1"; charset=utf-8',
    )}

This is an OpenPGP/MIME encrypted message (RFC 4880 and 3156)
${parts(
  '------b05c6a87fcd1f5ac9b9b67a7d0d1',
  `Content-Type: application/pgp-encrypted; name="version.asc"\nContent-Description: OpenPGP/MIME version\nContent-Disposition: attachment; filename="version.asc"\n\n${VERSION}`,
  `Content-Type: application/octet-stream; name="encrypted.asc"\nContent-Description: OpenPGP encrypted message\nContent-Disposition: inline; filename="encrypted.asc"\n\n${armored}`,
)}`,

  'Proton Mail set to PGP/Inline': ({ to, armored }) =>
    `${head(to, 'inline@proton.example', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: quoted-printable')}\n\n${armored.replaceAll('=', '=3D')}`,

  'Exchange, or Proton’s Bridge, with PGP/MIME taken apart': ({ to, armored }) =>
    `${head(
      to,
      'AM0PR04MB1234@AM0PR04MB1234.eurprd04.prod.outlook.example',
      'Accept-Language: en-US',
      'X-MS-Has-Attach: yes',
      'X-MS-TNEF-Correlator:',
      'Content-Type: multipart/mixed;\n\tboundary="_004_AM0PR04MB1234_"',
    )}

${parts(
  '_004_AM0PR04MB1234_',
  'Content-Type: text/plain; charset="us-ascii"\nContent-Transfer-Encoding: quoted-printable\n\n\n',
  `Content-Type: application/pgp-encrypted; name="PGPMIME Versions Identification"\nContent-Description: PGPMIME Versions Identification\nContent-Disposition: attachment; filename="PGPMIME Versions Identification"\nContent-Transfer-Encoding: base64\n\n${base64(VERSION)}`,
  `Content-Type: application/octet-stream; name="encrypted.asc"\nContent-Description: encrypted.asc\nContent-Disposition: attachment; filename="encrypted.asc"; size=2048\nContent-Transfer-Encoding: base64\n\n${base64(armored)}`,
)}`,

  'Outlook with GpgOL': ({ to, armored }) =>
    `${head(
      to,
      '000001dc5b9a$1a2b3c4d@example.org',
      'X-Mailer: Microsoft Outlook 16.0',
      'Content-Type: multipart/encrypted;\n\tprotocol="application/pgp-encrypted";\n\tboundary="=-=aAbBcCdD1234eEfF=-="',
    )}

${parts(
  '=-=aAbBcCdD1234eEfF=-=',
  `Content-Type: application/pgp-encrypted\nContent-Disposition: inline\n\n${VERSION}`,
  `Content-Type: application/octet-stream\nContent-Disposition: inline; filename="openpgp-encrypted-message.asc"\n\n${armored}`,
)}`,

  'Outlook with gpg4o, inline in a web page': ({ to, armored }) =>
    `${head(to, '000101dc5b9a$99887766@example.org', 'X-Mailer: Microsoft Outlook 16.0', 'Content-Type: multipart/alternative;\n\tboundary="----=_NextPart_000_0001_01DC5B9A.1A2B3C4D"')}

This is a multipart message in MIME format.

${parts(
  '----=_NextPart_000_0001_01DC5B9A.1A2B3C4D',
  `Content-Type: text/plain;\n\tcharset="us-ascii"\nContent-Transfer-Encoding: 7bit\n\n${armored}`,
  `Content-Type: text/html;\n\tcharset="us-ascii"\nContent-Transfer-Encoding: quoted-printable\n\n<html xmlns:o=3D"urn:schemas-microsoft-com:office:office"><body lang=3DEN-US><div class=3DWordSection1>${armored
    .trim()
    .split('\n')
    .map(
      (line) => `<p class=3DMsoPlainText>${line.replaceAll('=', '=3D') || '<o:p>&nbsp;</o:p>'}</p>`,
    )
    .join('=\n')}</div></body></html>\n`,
)}`,

  'K-9 Mail and Thunderbird for Android': ({ to, armored }) =>
    `${head(
      to,
      'A1B2C3D4-E5F6-4711-8899-AABBCCDDEEFF@example.org',
      'User-Agent: K-9 Mail for Android',
      'Autocrypt: addr=desk@example.org; prefer-encrypt=mutual; keydata=\n mDMEawK9IBYJKwYBBAHaRw8BAQdA',
      'Content-Type: multipart/encrypted; boundary="----2VQZ7F0YV8M1XQH5CN3EJ6TDA9KRSB";\n protocol="application/pgp-encrypted"',
      'Content-Transfer-Encoding: 7bit',
    )}

${parts(
  '----2VQZ7F0YV8M1XQH5CN3EJ6TDA9KRSB',
  `Content-Type: application/pgp-encrypted\n\n${VERSION}`,
  `Content-Type: application/octet-stream; name="encrypted.asc"\nContent-Disposition: inline; filename="encrypted.asc"\n\n${armored}`,
)}`,

  FairEmail: ({ to, armored }) =>
    `${head(
      to,
      '1f0e2d3c-4b5a-4697-8877-665544332211@example.org',
      'X-Correlation-ID: <1f0e2d3c-4b5a-4697-8877-665544332211@example.org>',
      'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; \n\tboundary="----=_Part_3_181265392.1795345440000"',
    )}

${parts(
  '----=_Part_3_181265392.1795345440000',
  `Content-Type: application/pgp-encrypted\nContent-Transfer-Encoding: 7bit\n\n${VERSION}`,
  `Content-Type: application/octet-stream; name=encrypted.asc\nContent-Transfer-Encoding: 7bit\nContent-Disposition: inline; filename=encrypted.asc\n\n${armored}`,
)}`,

  'FlowCrypt in Gmail, which takes PGP/MIME apart': ({ to, armored }) =>
    `${head(to, 'CAJ3xk9d8@mail.gmail.example', 'Content-Type: multipart/mixed; boundary="000000000000a3881f059a335809"')}

${parts(
  '000000000000a3881f059a335809',
  `Content-Type: multipart/alternative; boundary="000000000000a3881c059a335807"\n\n${parts(
    '000000000000a3881c059a335807',
    `Content-Type: text/plain; charset="UTF-8"\n\n${armored.replace('\n', '\nVersion: FlowCrypt Email Encryption 8.5.10\nComment: Seamlessly send and receive encrypted email\n')}`,
  )}`,
)}`,

  'an iPhone, with the file of another program attached': ({ to, armored }) =>
    `${head(to, 'B7C1@example.org', 'X-Mailer: iPhone Mail (23B85)', 'Content-Type: multipart/mixed; boundary=Apple-Mail-0A1B2C3D')}

${parts(
  'Apple-Mail-0A1B2C3D',
  'Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: 7bit\n\n\nSent from my iPhone\n',
  `Content-Type: application/pgp-encrypted;\n\tname=message.asc;\n\tx-apple-part-url=1234\nContent-Disposition: attachment;\n\tfilename=message.asc\nContent-Transfer-Encoding: base64\n\n${base64(armored)}`,
)}`,
}

/** Programs whose replies are refused, each with the reason. */
export const REFUSED: Readonly<Record<string, { reason: string; compose: Compose }>> = {
  'Apple Mail without GPGMail': {
    reason: 'not-encrypted',
    compose: ({ to, words }) =>
      `${head(to, 'C0FFEE@example.org', 'Content-Type: multipart/alternative;\n\tboundary="Apple-Mail=_11"', 'X-Mailer: Apple Mail (2.3774)')}\n\n${parts(
        'Apple-Mail=_11',
        `Content-Transfer-Encoding: 7bit\nContent-Type: text/plain;\n\tcharset=us-ascii\n\n${words}\n`,
        `Content-Transfer-Encoding: 7bit\nContent-Type: text/html;\n\tcharset=us-ascii\n\n<html><body>${words}</body></html>\n`,
      )}`,
  },
  'Apple Mail with S/MIME, encrypted': {
    reason: 's-mime',
    compose: ({ to }) =>
      `${head(to, 'C0FFEF@example.org', 'Content-Type: application/pkcs7-mime;\n\tsmime-type=enveloped-data;\n\tname=smime.p7m', 'Content-Disposition: attachment;\n\tfilename=smime.p7m', 'Content-Transfer-Encoding: base64')}\n\nMIAGCSqGSIb3DQEHA6CAMIACAQAx\n`,
  },
  'Apple Mail with S/MIME, signed only': {
    reason: 's-mime',
    compose: ({ to, words }) =>
      `${head(to, 'C0FFF0@example.org', 'Content-Type: multipart/signed;\n\tboundary="Apple-Mail=_12";\n\tprotocol="application/pkcs7-signature";\n\tmicalg=sha-256')}\n\n${parts(
        'Apple-Mail=_12',
        `Content-Transfer-Encoding: 7bit\nContent-Type: text/plain\n\n${words}\n`,
        'Content-Disposition: attachment;\n\tfilename=smime.p7s\nContent-Type: application/pkcs7-signature;\n\tname=smime.p7s\nContent-Transfer-Encoding: base64\n\nMIAGCSqGSIb3DQEHAqCAMIAC\n',
      )}`,
  },
  'Proton Mail without the key': {
    reason: 'html-only',
    compose: ({ to, words }) =>
      `${head(to, 'plain@proton.example', 'Content-Type: text/html; charset=utf-8', 'Content-Transfer-Encoding: 7bit')}\n\n<div style="font-family: Arial;">${words}</div>\n`,
  },
  'Proton Mail set to PGP/Inline, with a file': {
    reason: 'several-messages',
    compose: ({ to, armored, sealedFile }) =>
      `${head(to, 'file@proton.example', 'Content-Type: multipart/mixed; boundary="b1_7"')}\n\n${parts(
        'b1_7',
        `Content-Type: text/plain; charset=utf-8\n\n${armored}`,
        `Content-Type: application/pgp-encrypted; name="questions.pdf.pgp"\nContent-Disposition: attachment; filename="questions.pdf.pgp"\nContent-Transfer-Encoding: base64\n\n${base64(sealedFile)}`,
      )}`,
  },
  'Outlook in rich text (winmail.dat)': {
    reason: 'not-encrypted',
    compose: ({ to }) =>
      `${head(to, '000201dc@example.org', 'X-MS-TNEF-Correlator: <000201dc@example.org>', 'Content-Type: multipart/mixed; boundary="----=_NextPart_1"')}\n\n${parts(
        '----=_NextPart_1',
        'Content-Type: text/plain; charset="us-ascii"\n\n\n',
        'Content-Type: application/ms-tnef; name="winmail.dat"\nContent-Disposition: attachment; filename="winmail.dat"\nContent-Transfer-Encoding: base64\n\neJ8+IgUBAQaQCAAEAAAAAAABAAEAAQeQBgAI\n',
      )}`,
  },
  'Outlook with words above the encrypted text': {
    reason: 'text-outside',
    compose: ({ to, armored, words }) =>
      `${head(to, '000301dc@example.org', 'Content-Type: text/plain; charset="us-ascii"')}\n\n${words}\n\n${armored}`,
  },
  'K-9 Mail with encryption turned off, signed': {
    reason: 'not-encrypted',
    compose: ({ to, words }) =>
      `${head(to, 'A1B2@example.org', 'User-Agent: K-9 Mail for Android', 'Content-Type: multipart/signed; boundary="----S1"; micalg="pgp-sha512";\n protocol="application/pgp-signature"')}\n\n${parts(
        '----S1',
        `Content-Type: text/plain;\n charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n${words}\n`,
        'Content-Type: application/pgp-signature; name="signature.asc"\n\n-----BEGIN PGP SIGNATURE-----\n\niHUEARYKAB0=\n-----END PGP SIGNATURE-----\n',
      )}`,
  },
}
