/** Copies the sources into another folder, where they can be built without touching `dist/`. */
import { spawnSync } from 'node:child_process'
import { constants, cp, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { ROOT } from './steps.ts'

/** Made by builds and tests, or not part of one. */
const LEFT_OUT = ['.build', '.contentlayer', '.data', '.git', '.next', 'dist', 'test-results']

/** Copies everything that a build reads, the packages included, into `folder`, which must be empty. */
export async function copySources(folder: string): Promise<void> {
  await cp(ROOT, folder, {
    recursive: true,
    filter: (path) => ![...LEFT_OUT, 'node_modules'].includes(relative(ROOT, path)),
  })
  await copyPackages(folder)
}

/** Turbopack follows no link out of the project, so the packages stand there too, as hard links. */
async function copyPackages(folder: string): Promise<void> {
  const [from, to] = [join(ROOT, 'node_modules'), join(folder, 'node_modules')]
  if (spawnSync('cp', ['-al', from, to], { stdio: 'ignore' }).status === 0) return
  await rm(to, { recursive: true, force: true })
  await cp(from, to, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE })
}
