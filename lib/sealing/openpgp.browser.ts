/** OpenPGP.js for browsers, in its small build: the sealing worker loads this module when it seals. */
export * from 'openpgp/lightweight'
