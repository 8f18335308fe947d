/** What a mail to the operator says. */
import type { Alarm } from '#lib/alarms'
import { hourOf, hourText } from '#lib/protocol/hours'

const SITE = 'Remote Hire Watch'
const COLUMNS = 72

/** An alarm and when it was seen first. */
export type SeenAlarm = Alarm & { since: Date }

/**
 * Subject and text of a mail that tells alarms.
 * @param fresh what the mail is sent for @param standing what was told before and is still wrong
 */
export function alarmMail(
  fresh: readonly SeenAlarm[],
  standing: readonly SeenAlarm[],
  siteUrl: string,
): { subject: string; text: string } {
  return {
    subject: `${SITE}: ${countInWords(fresh)}`,
    text: [
      `${SITE} at ${siteUrl} needs somebody’s eyes.`,
      '',
      ...fresh.flatMap(entry),
      ...(standing.length === 0
        ? []
        : ['Still wrong, and told before:', '', ...standing.flatMap(entry)]),
      'No tip is lost: what has not been delivered stays sealed in the database, and is tried again by itself.',
      '',
      'An alarm is told at once and then once a day while it stands; a warning once. The log and npm run tips -- list say more.',
      '',
    ]
      .flatMap((line) => wrapped(line))
      .join('\n'),
  }
}

/** Subject and text of the mail that ends alarms. */
export function allClearMail(siteUrl: string): { subject: string; text: string } {
  return {
    subject: `${SITE}: all clear`,
    text: `No alarm stands any more at ${SITE},\n${siteUrl}\n`,
  }
}

/** `2 alarms`, `1 alarm and 1 warning`. */
function countInWords(alarms: readonly Alarm[]): string {
  const words = (level: Alarm['level']): string[] => {
    const count = alarms.filter((alarm) => alarm.level === level).length
    return count === 0 ? [] : [`${count} ${level}${count === 1 ? '' : 's'}`]
  }
  return [...words('alarm'), ...words('warning')].join(' and ')
}

function entry({ level, text, since }: SeenAlarm): string[] {
  const label = level === 'alarm' ? 'ALARM' : 'Warning'
  return [`${label}, first seen in the hour of ${hourText(hourOf(since))}:`, `  ${text}`, '']
}

/** A line broken at spaces into pieces of 72 columns, each with the indent of the first. */
export function wrapped(line: string): string[] {
  const indent = /^ */.exec(line)?.[0] ?? ''
  const lines: string[] = []
  let rest = line
  while (rest.length > COLUMNS) {
    const space = rest.lastIndexOf(' ', COLUMNS)
    const end = space > indent.length ? space : rest.indexOf(' ', COLUMNS)
    if (end === -1) break
    lines.push(rest.slice(0, end))
    rest = indent + rest.slice(end + 1)
  }
  return [...lines, rest]
}
