/** OpenPGP.js for Node: the server, scripts and tests hand this module in. */
export * from 'openpgp'
