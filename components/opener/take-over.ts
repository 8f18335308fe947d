/**
 * Where the offline opener's script starts (scripts/build-opener.ts). It takes the files that the
 * analyst chooses, opens them with the analyst's key, and forgets all of it on demand and on leaving.
 */

import type { PrivateKey } from 'openpgp'
import * as openpgp from 'openpgp'
import { attachmentName } from '#lib/delivery/parts'
import { fill } from '#lib/i18n/fill'
import { type OpenerProblem, openerWords } from '#lib/i18n/opener-words'
import { decryptPart } from '#lib/opening/decrypt-part'
import { harmlessLine } from '#lib/opening/harmless'
import { type OpenedFile, openedTip } from '#lib/opening/opened-tip'
import { OPENER } from '#lib/opening/opener-ids'
import { KEY_BYTES_MAX, readSecretKeys } from '#lib/opening/secret-keys'
import { elementOf } from '../ui/page-script.ts'
import { createChosen } from './chosen.ts'
import { make } from './elements.ts'
import { tipNodes } from './shown-tip.ts'

/** What the form seals into one message at most, and as much again for other programs. */
const MESSAGE_BYTES_MAX = 64 * 1024 * 1024
/** What one further part may hold when the report does not say. */
const PART_BYTES_MAX = 2 * 1024 * 1024 * 1024

const words = openerWords('en')
const form = elementOf(OPENER.form, HTMLFormElement)
const tipField = elementOf(OPENER.tip, HTMLInputElement)
const keyField = elementOf(OPENER.key, HTMLInputElement)
const passphrase = elementOf(OPENER.passphrase, HTMLInputElement)
const keyTaken = elementOf(OPENER.keyTaken, HTMLElement)
const problem = elementOf(OPENER.problem, HTMLElement)
const status = elementOf(OPENER.status, HTMLElement)
const result = elementOf(OPENER.result, HTMLElement)
const submit = form.querySelector('button')

const chosen = createChosen(elementOf(OPENER.taken, HTMLElement), words)
/** Locked as they came from the file; a copy is unlocked for each opening. */
let keyFile: Uint8Array | null = null
/** Raised by forgetting, so that what is still under way shows nothing any more. */
let round = 0
/** Settles when all that was chosen has been read: a large mail takes a moment. */
let taking: Promise<void> = Promise.resolve()

function complain(kind: OpenerProblem, sealedTo: readonly string[] = []): void {
  const { title, cure } = words.problems[kind]
  const name = kind === 'wrong-key' && sealedTo.length > 0
  problem.replaceChildren(
    make('h2', title),
    make('p', cure),
    ...(name ? [make('p', fill(words.sealedTo, { ids: sealedTo.join(', ') }))] : []),
  )
  problem.hidden = false
  status.textContent = ''
  problem.focus()
}

/** The analyst's keys, or null when the page has said what is wrong with them. */
async function keysOrComplaint(): Promise<PrivateKey[] | null> {
  if (keyFile === null) complain('no-key')
  else {
    const read = await readSecretKeys(openpgp, keyFile)
    if (read.ok) return read.keys
    complain(read.problem === 'no-key' ? 'not-a-key' : read.problem)
  }
  return null
}

/** Lets the private numbers of keys that were unlocked go. */
function lockAgain(keys: readonly PrivateKey[]): void {
  for (const { keyPacket } of keys.flatMap((key) => [key, ...key.subkeys])) {
    if ('privateParams' in keyPacket) keyPacket.privateParams = null
  }
}

/** Opens one sealed part, with its progress shown; null when the page has said what is wrong. */
async function openPart(part: number, name: string, bytesMax: number) {
  const sealed = chosen.parts.get(part)
  const own = round
  problem.hidden = true
  if (sealed === undefined) {
    complain('no-message')
    return null
  }
  const keys = await keysOrComplaint()
  if (keys === null) return null
  status.textContent = words.opening
  try {
    const opened = await decryptPart(openpgp, sealed, keys, {
      passphrase: passphrase.value,
      bytesMax,
      onProgress: (bytes) => {
        if (own !== round) return
        const done = `${Math.round(bytes / 1_000_000).toLocaleString('en')} MB`
        status.textContent = fill(words.progress, { name, done })
      },
    })
    if (own !== round) return null
    status.textContent = ''
    if (opened.ok) return opened
    complain(opened.problem, opened.sealedTo)
    return null
  } finally {
    lockAgain(keys)
  }
}

async function openTip(): Promise<void> {
  const own = round
  result.hidden = true
  result.replaceChildren()
  status.textContent = words.opening
  await taking
  if (own !== round) return
  if (chosen.parts.size === 0) {
    complain(chosen.partCount() > 0 ? 'no-message' : 'no-tip')
    return
  }
  const message = await openPart(0, attachmentName(0), MESSAGE_BYTES_MAX)
  if (message === null) return
  const plaintext = new Uint8Array(await message.content.arrayBuffer())
  const tip = await openedTip(plaintext, chosen.partCount())
  if (own !== round) return
  result.replaceChildren(
    ...tipNodes({
      mail: chosen.facts,
      tip,
      fingerprint: message.fingerprint,
      signed: message.signed,
      words,
      hasPart: (part) => chosen.parts.has(part),
      openPart: ({ part, shownName, promised }: OpenedFile) =>
        openPart(part ?? 0, shownName, promised?.bytes ?? PART_BYTES_MAX).catch(unexpected),
    }),
  )
  result.hidden = false
  result.focus()
}

function unexpected(cause: unknown): null {
  console.error(cause)
  complain(isSecureContext && crypto.subtle ? 'unexpected' : 'insecure')
  return null
}

/** Forgets key, passphrase and tip: nothing of them stays in the page. */
function forget(): void {
  round += 1
  keyFile?.fill(0)
  keyFile = null
  form.reset()
  chosen.forget()
  keyTaken.textContent = ''
  status.textContent = ''
  problem.hidden = true
  problem.replaceChildren()
  result.hidden = true
  result.replaceChildren()
}

async function takeKey(file: File | undefined): Promise<void> {
  if (file === undefined) return
  problem.hidden = true
  keyFile = null
  keyTaken.textContent = ''
  if (file.size > KEY_BYTES_MAX) {
    complain('key-file-too-large')
    return
  }
  const own = round
  const bytes = await file.arrayBuffer().catch(() => null)
  if (own !== round) {
    if (bytes !== null) new Uint8Array(bytes).fill(0)
    return
  }
  if (bytes === null) {
    complain('unreadable')
    return
  }
  keyFile = new Uint8Array(bytes)
  keyTaken.textContent = fill(words.took.key, { name: harmlessLine(file.name) })
}

/** Reads what was chosen, one choice after another; what was chosen before a forgetting is not kept. */
function takeTip(files: readonly File[]): void {
  const own = round
  problem.hidden = true
  taking = taking
    .then(async () => {
      if (own !== round) return
      await chosen.take(files)
      if (own !== round) chosen.forget()
    })
    .catch((cause: unknown) => void unexpected(cause))
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  if (submit?.disabled) return
  if (submit) submit.disabled = true
  openTip()
    .catch(unexpected)
    .finally(() => {
      if (submit) submit.disabled = false
    })
})
tipField.addEventListener('change', () => takeTip([...(tipField.files ?? [])]))
keyField.addEventListener('change', () => {
  void takeKey(keyField.files?.[0])
})
// So that the same file can be chosen again after it was changed.
for (const field of [tipField, keyField]) {
  field.addEventListener('click', () => {
    field.value = ''
  })
}
elementOf(OPENER.forget, HTMLButtonElement).addEventListener('click', () => {
  forget()
  tipField.focus()
})
addEventListener('dragover', (event) => {
  event.preventDefault()
  form.classList.add('dropping')
})
addEventListener('dragleave', () => form.classList.remove('dropping'))
addEventListener('drop', (event) => {
  // A browser would open the file in the place of this page.
  event.preventDefault()
  form.classList.remove('dropping')
  const files = [...(event.dataTransfer?.files ?? [])]
  if (event.target === keyField) void takeKey(files[0])
  else if (files.length > 0) takeTip(files)
})
addEventListener('pagehide', forget)
form.hidden = false
