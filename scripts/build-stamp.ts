/** The files a build is made from: their hash, and the name of the build. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { passedHours } from '#lib/content/embargo'
import { SIGNER_FILE, STATEMENT_FILE } from '#lib/inboxes/key-statement'
import { inboxesText } from '#lib/inboxes/page-inboxes'
import type { Setup } from '#server/setup'

/** What a build reads; everything else (documentation, tests of the browser) may change freely. */
const FOLDERS = ['app', 'components', 'content', 'lib', 'public', 'scripts', 'server']
const FILES = [
  'contentlayer.config.ts',
  'next.config.mjs',
  'package-lock.json',
  'package.json',
  'postcss.config.mjs',
  'tsconfig.json',
]

/** SHA-256 (hex) over names and bytes of every file that a build reads. */
export async function sourceHash(root: string): Promise<string> {
  const inFolders = await Promise.all(
    FOLDERS.map(async (folder) =>
      (await readdir(join(root, folder), { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name))),
    ),
  )
  const hash = createHash('sha256')
  for (const file of [...FILES, ...inFolders.flat()].sort()) {
    const body = await readFile(join(root, file))
    hash.update(`${file.split(sep).join('/')}\0${body.byteLength}\0`).update(body)
  }
  return hash.digest('hex')
}

/** The commit, or the sources' hash where there is no git. */
export async function buildId(root: string): Promise<string> {
  const git = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' })
  const commit = git.status === 0 ? git.stdout.trim() : ''
  return commit || (await sourceHash(root)).slice(0, 40)
}

/** Where a finished build notes what it was made from; relative to the repository. */
export const STAMP_FILE = '.build/stamp'

/**
 * What a build was made from: equal stamps give equal builds. An embargo that ends before `now`, a
 * minute, makes another build out of the same files.
 */
export async function buildStamp(
  root: string,
  { config, inboxes }: Setup,
  now: string,
): Promise<string> {
  return createHash('sha256')
    .update(
      [
        await sourceHash(root),
        config.siteUrl,
        config.retentionDays,
        config.preview,
        passedHours(root, now).join(),
        config.mailTransports.map(({ name }) => name).join(','),
        config.replyAddress ?? '',
        inboxesText(inboxes),
        await fileHash(config.csafSigningKeyFile),
        await fileHash(join(config.inboxesDir, STATEMENT_FILE)),
        await fileHash(join(config.inboxesDir, SIGNER_FILE)),
      ].join('\0'),
    )
    .digest('hex')
}

/** A file that cannot be read counts as none here; the build says what is wrong with it. */
async function fileHash(file: string | null): Promise<string> {
  if (file === null) return ''
  const key = await readFile(file).catch(() => '')
  return createHash('sha256').update(key).digest('hex')
}
