/** What an operator must look at. Several rooms raise alarms; the server gathers and tells them. */

export type Alarm = {
  /** Stable as long as the same thing is wrong, like `mail-waiting` or `expires-7:<fingerprint>`. */
  key: string
  /** An `alarm` makes `/readyz` answer 503; a `warning` is only told. */
  level: 'alarm' | 'warning'
  /** What is wrong and its cure, in a sentence or two: never content, references or addresses. */
  text: string
}
