/** The elements of the offline opener that its script takes hold of. */
export const OPENER = {
  form: 'opener',
  tip: 'tip-file',
  taken: 'tip-taken',
  key: 'key-file',
  keyTaken: 'key-taken',
  passphrase: 'passphrase',
  forget: 'forget',
  problem: 'problem',
  status: 'status',
  result: 'result',
} as const
