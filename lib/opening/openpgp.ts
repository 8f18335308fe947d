/** The part of OpenPGP.js that opening uses; the module is handed in, one for browsers, one for Node. */
export type OpeningPgp = Pick<
  typeof import('openpgp'),
  'readMessage' | 'readKeys' | 'readPrivateKeys' | 'decrypt'
>
