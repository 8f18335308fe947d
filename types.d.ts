/// <reference types="next" />
// Style sheets are imported for their effect; the bundler takes them out.
declare module '*.css'

// The CSAF validator brings no types; tests use only this much of it.
type CsafTest = (document: unknown) => unknown
declare module '@secvisogram/csaf-validator-lib/schemaTests.js' {
  export const csaf_2_0_strict: CsafTest
}
declare module '@secvisogram/csaf-validator-lib/mandatoryTests.js' {
  const tests: Record<string, CsafTest>
  export = tests
}
declare module '@secvisogram/csaf-validator-lib/optionalTests.js' {
  const tests: Record<string, CsafTest>
  export = tests
}
declare module '@secvisogram/csaf-validator-lib/validateStrict.js' {
  type Complaint = { message: string }
  export default function validateStrict(
    tests: readonly CsafTest[],
    document: unknown,
  ): Promise<{
    isValid: boolean
    tests: { name: string; isValid: boolean; errors: Complaint[]; warnings: Complaint[] }[]
  }>
}

// The splitter of mails brings no types; opening tips uses only this much of it.
declare module 'mailsplit' {
  import type { Transform } from 'node:stream'

  type MailNode = {
    type: 'node'
    /** Lower case, without parameters; false when the mail does not say. */
    contentType: string | false
    /** The kind of a multipart node; false for a leaf. */
    multipart: string | false
    /** What undoes the node's transfer encoding. */
    getDecoder(): Transform
  }
  type MailEvent = MailNode | { type: 'data' | 'body'; value: Buffer }
  /** Takes bytes, gives events. */
  export class Splitter extends Transform {
    constructor(options: { ignoreEmbedded: boolean })
  }
}
