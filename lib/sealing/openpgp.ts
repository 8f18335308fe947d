/**
 * The part of OpenPGP.js that sealing uses. The module is handed in, because its small build
 * (`openpgp/lightweight`) exists for browsers only: see openpgp.browser.ts and openpgp.node.ts.
 */
export type OpenPgp = Pick<typeof import('openpgp'), 'readKeys' | 'encryptSessionKey'>
