/**
 * The closed lists behind the tip's questions. Keys and values are what stands in `tip.json`;
 * their words are in `lib/i18n/tip-words`.
 */

export const CATEGORIES = [
  'works-now',
  'worked-before',
  'applicant',
  'asked-to-help',
  'did-help',
  'identity-misused',
  'threat',
  'theft',
  'helper',
  'wrongly-suspected',
  'other',
] as const
export const NOW = ['leaving-now', 'has-access', 'ended', 'not-sure', 'does-not-apply'] as const
export const AWARE = ['yes', 'no', 'not-sure'] as const
export const ROLES = [
  'hr-manager',
  'it-security',
  'payroll-platform',
  'agency',
  'helper',
  'identity-owner',
  'colleague-family',
  'researcher',
  'other',
] as const
export const IDENTIFIER_TYPES = [
  'email',
  'profile',
  'phone',
  'ip',
  'domain',
  'url',
  'wallet',
  'hash',
  'serial',
  'mac',
  'handle',
  'other',
] as const
export const KEPT = ['logs', 'device', 'mail', 'hr-records', 'payments'] as const
export const COUNSEL = ['yes', 'no', 'rather-not-say'] as const
export const REPORTED_TO = ['police', 'sanctions', 'bank', 'platform', 'other'] as const
export const SHARING = ['red', 'amber', 'green', 'ask'] as const
/** What a file can tell beside its content, by what it would tell of the sender. */
export const HIDDEN_KINDS = [
  'place',
  'time',
  'camera',
  'person',
  'software',
  'history',
  'comment',
  'preview',
  'other',
] as const

export type Category = (typeof CATEGORIES)[number]
export type Now = (typeof NOW)[number]
export type Role = (typeof ROLES)[number]
export type IdentifierType = (typeof IDENTIFIER_TYPES)[number]
export type Sharing = (typeof SHARING)[number]
export type HiddenKind = (typeof HIDDEN_KINDS)[number]

/** Categories for which the form also asks about the threat or demand. */
export const DEMAND_CATEGORIES: readonly Category[] = ['threat', 'theft']

/** How many characters the story and the demand may have. */
export const STORY_MAX = 20_000

/** How many files a tip may have unless its inbox says otherwise; also the highest number of a part. */
export const FILES_MAX = 20
/** What travels inside the message in total, in bytes; what is larger goes in parts of its own. */
export const FILES_INSIDE_BYTES_MAX = 9 * 1024 * 1024
/** The sum of all files, in bytes, unless the inbox says otherwise. */
export const FILES_BYTES_MAX = 2 * 1024 * 1024 * 1024
