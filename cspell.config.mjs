// How `npm run check` spells advisories and data: British English, the project's own words, and every
// name that the data already vouch for, so that no name is written into two lists. Nothing is fetched.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const data = (name) =>
  parse(readFileSync(join(import.meta.dirname, 'content/data', `${name}.yaml`), 'utf8')) ?? []
const texts = [
  ...Object.values(data('names')).flat(),
  ...['sources', 'channels', 'indicators', 'actors', 'software', 'timeline'].flatMap((file) =>
    data(file).flatMap(
      ({ publisher, title, body, value, name, formerly, alsoKnownAs, companies }) =>
        [
          publisher,
          file === 'sources' && title,
          body,
          value,
          name,
          formerly,
          alsoKnownAs,
          companies,
        ]
          .flat()
          .filter((text) => typeof text === 'string'),
    ),
  ),
]

export default {
  version: '0.2',
  language: 'en-GB',
  words: [...new Set(texts.join(' ').match(/\p{L}[\p{L}’']+/gu))],
  dictionaryDefinitions: [{ name: 'project', path: './content/words.txt', addWords: true }],
  dictionaries: ['project'],
  files: ['content/advisories/**/*.mdx', 'content/data/*.yaml'],
  ignorePaths: ['content/data/{names,sources,actors,indicators}.yaml'],
  // What no reader sees as text: ids, addresses, attributes, code.
  ignoreRegExpList: [
    '/^\\s*(?:- )?(?:id|sources|source|related|controls|seeAlso|ids|link|address|url|kind|stage|status|technique|reportedWith|audiences|stages|exceptions|reviewedBy|email|region):.*$/gm',
    '/\\b(?:sources?|link): ?[\\w.\\/#-]+/g',
    '/https?:\\S+/g',
    '/\\b[\\w-]+(?:\\.[\\w-]+)*\\.(?:com|net|org|gov|uk|io|sg|jp|kr|au|ca)\\b/g',
    '/\\]\\([^)]*\\)/g',
    '/\\b(?:source|id|name|by)="[^"]*"/g',
    '/`[^`\\n]*`/g',
  ],
}
