/** The house rules: which room may import from which, checked over every source file. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

/** Which top-level folders each one may import from, besides itself. */
const HOUSE: Record<string, readonly string[]> = {
  app: ['components', 'lib'],
  components: ['lib'],
  server: ['lib'],
  scripts: ['server', 'lib'],
  e2e: ['scripts', 'server', 'lib'],
  lib: [],
}

/** Which rooms of lib each one may import from, besides itself. */
const ROOMS: Record<string, readonly string[]> = {
  content: [],
  publishing: ['content', 'i18n', 'tip', 'protocol', 'search', 'stix'],
  stix: [],
  desk: ['stix', 'tip', 'opening', 'i18n'],
  search: [],
  i18n: [],
  tip: ['i18n'],
  evidence: ['tip', 'i18n'],
  draft: [],
  protocol: ['tip'],
  sealing: ['evidence', 'tip'],
  sending: ['protocol', 'sealing', 'tip', 'evidence', 'i18n', 'follow-up'],
  opening: ['delivery', 'evidence', 'tip', 'i18n'],
  receipt: ['protocol', 'sending', 'i18n', 'tip'],
  plain: [
    'protocol',
    'tip',
    'sealing',
    'sending',
    'evidence',
    'follow-up',
    'intake',
    'inboxes',
    'i18n',
  ],
  inboxes: ['protocol', 'sealing', 'tip', 'alarms'],
  store: ['protocol', 'database-url'],
  'database-url': [],
  'follow-up': ['protocol', 'opening'],
  intake: ['protocol', 'store', 'sealing', 'inboxes', 'alarms', 'follow-up'],
  replies: ['store', 'inboxes', 'protocol', 'sealing', 'delivery', 'alarms'],
  delivery: ['store', 'inboxes', 'protocol', 'alarms'],
  alarms: [],
  config: ['config-variables', 'database-url', 'reply-variables'],
  'config-variables': ['database-url', 'reply-variables'],
  'reply-variables': [],
}

/** Rooms whose code also runs in the browser. */
const BROWSER_ROOMS = [
  'tip',
  'sealing',
  'evidence',
  'protocol',
  'sending',
  'i18n',
  'search',
  'receipt',
  'opening',
  'draft',
  'follow-up',
]

/** What arrived, and what operators put beside their inboxes, is looked at on the server only. */
const SERVER_FILES = [
  'lib/sealing/walk-packets.ts',
  'lib/sealing/packets.ts',
  'lib/sealing/examine-certificate.ts',
  'lib/follow-up/stretch.node.ts',
]

type Import = { from: string; to: string; typesOnly: boolean }
const IMPORTS =
  /^[ \t]*(?:import|export)\s+(type\s)?[^'";]*?from\s*'([^']+)'|^[ \t]*import\s*'([^']+)'|\bimport\(\s*'([^']+)'/gm

const files = globSync('{app,components,lib,server,scripts,e2e}/**/*.{ts,tsx}', { cwd: ROOT })
  .map((file) => file.replaceAll('\\', '/'))
  .sort()
const isTest = (file: string) => /\.(test|spec|fixture)\.tsx?$|\/fixtures\//.test(file)
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')

function resolveImport(from: string, name: string): string {
  const inner = /^#(lib|server|scripts|components)\/(.+)$/.exec(name)
  if (inner) return `${inner[1]}/${inner[2]}.${inner[1] === 'components' ? 'tsx' : 'ts'}`
  if (name.startsWith('.')) return join(dirname(from), name).replaceAll('\\', '/')
  return name
}

const imports: Import[] = files.flatMap((from) =>
  [...textOf(from).matchAll(IMPORTS)].map((match) => ({
    from,
    to: resolveImport(from, match[2] ?? match[3] ?? match[4] ?? ''),
    typesOnly: match[1] !== undefined,
  })),
)

const houseOf = (path: string) => (/\.\w+$/.test(path) ? path.split('/')[0] : undefined)
const roomOf = (path: string) => /^lib\/([^/.]+)/.exec(path)?.[1]
const shown = (list: readonly Import[]) => list.map(({ from, to }) => `${from} → ${to}`)
const ofCode = imports.filter(({ from }) => !isTest(from))

describe('imports', () => {
  it('are read from every file', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(imports.length).toBeGreaterThan(files.length)
    const own = imports.filter(({ to }) => houseOf(to) !== undefined && houseOf(to) !== to)
    const dangling = own.filter(
      ({ to }) => (houseOf(to) ?? '') in HOUSE && !existsSync(join(ROOT, to)),
    )
    expect(shown(dangling)).toEqual([])
  })

  it('run downward only: app → components → lib; server, scripts → lib', () => {
    const wrong = ofCode.filter(({ from, to }) => {
      // The development door mounts the server's intake inside Next's development server.
      if (from.startsWith('app/api/') && to.startsWith('server/')) return false
      const [own, other] = [houseOf(from) ?? '', houseOf(to) ?? '']
      return other in HOUSE && own !== other && !HOUSE[own]?.includes(other)
    })
    expect(shown(wrong)).toEqual([])
  })

  it('within lib go only from a room to those it is built on', () => {
    const wrong = ofCode.filter(({ from, to, typesOnly }) => {
      const [own, other] = [roomOf(from), roomOf(to)]
      // A dictionary has a word for every member of other rooms' unions: their types alone.
      if (own === 'i18n' && typesOnly) return false
      return own && other && own !== other && !ROOMS[own]?.includes(other)
    })
    expect(shown(wrong)).toEqual([])
  })

  it('never go in a circle', () => {
    expect(circles(ofCode.filter(({ typesOnly }) => !typesOnly))).toEqual([])
    const rooms = Object.entries(ROOMS).flatMap(([from, targets]) =>
      targets.map((to) => ({ from, to, typesOnly: false })),
    )
    expect(circles(rooms)).toEqual([])
  })

  it('keep React and Next out of lib, server and scripts', () => {
    const wrong = ofCode.filter(
      ({ from, to }) =>
        /^(lib|server|scripts)\//.test(from) && /^(react|react-dom|next)(\/|$)/.test(to),
    )
    expect(shown(wrong)).toEqual([])
  })

  it('keep what only Node has out of rooms that run in the browser', () => {
    const wrong = ofCode.filter(
      ({ from, to }) =>
        BROWSER_ROOMS.includes(roomOf(from) ?? '') &&
        !from.endsWith('.node.ts') &&
        !SERVER_FILES.includes(from) &&
        (to.startsWith('node:') || builtinModules.includes(to) || to.endsWith('.node.ts')),
    )
    expect(shown(wrong)).toEqual([])
  })

  it('keep contentlayer behind lib/content', () => {
    const wrong = ofCode.filter(
      ({ from, to }) => /contentlayer/.test(to) && !from.startsWith('lib/content/'),
    )
    expect(shown(wrong)).toEqual([])
  })
})

describe('lib', () => {
  it('keeps no state at module level, since Next copies modules', () => {
    const state =
      /^(?:export )?(?:let |var |const \w+(?:: [^=]+)? = new (?:Weak)?(?:Map|Set)(?:<[^>]*>)?\(\))/m
    const wrong = files.filter(
      (file) => file.startsWith('lib/') && !isTest(file) && state.test(textOf(file)),
    )
    expect(wrong).toEqual([])
  })
})

/** Every circle found, as a path from a file back to itself. */
function circles(edges: readonly Import[]): string[] {
  const targets = Map.groupBy(edges, ({ from }) => from)
  const done = new Set<string>()
  const found: string[] = []
  const visit = (file: string, path: readonly string[]) => {
    const start = path.indexOf(file)
    if (start !== -1) found.push([...path.slice(start), file].join(' → '))
    if (start !== -1 || done.has(file)) return
    for (const { to } of targets.get(file) ?? []) visit(to, [...path, file])
    done.add(file)
  }
  for (const file of targets.keys()) visit(file, [])
  return found
}
