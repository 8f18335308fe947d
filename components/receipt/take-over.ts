/**
 * Where the receipt page's script starts (scripts/build-receipt.ts). It reads the saved file in the
 * browser, loads the site's public keys, and says what the check found. The receipt is sent nowhere.
 */
import { type CheckOutcome, receiptWords } from '#lib/i18n/receipt-words'
import { type ReceiptKeySet, readKeySet, verifyReceipt } from '#lib/protocol/receipt-check'
import type { Receipt } from '#lib/protocol/shapes'
import { anyCheck } from '#lib/receipt/ed25519'
import { readSavedReceipt } from '#lib/receipt/saved-receipt'
import { elementOf, pageLanguage } from '../ui/page-script.ts'
import {
  RECEIPT_FILE,
  RECEIPT_FORM,
  RECEIPT_RESULT,
  RECEIPT_STATUS,
  RECEIPT_TEXT,
} from './receipt-ids.ts'
import { verdictNodes } from './verdict.ts'

const KEYS = '/.well-known/tip-receipt-key'
const KEYS_TIMEOUT_MS = 20_000
/** A receipt of 21 parts has 3 kB; files far larger are something else. */
const FILE_BYTES_MAX = 256 * 1024

const language = pageLanguage()
const words = receiptWords(language)
const form = elementOf(RECEIPT_FORM, HTMLFormElement)
const file = elementOf(RECEIPT_FILE, HTMLInputElement)
const field = elementOf(RECEIPT_TEXT, HTMLTextAreaElement)
const status = elementOf(RECEIPT_STATUS, HTMLElement)
const result = elementOf(RECEIPT_RESULT, HTMLElement)

/** Counts the checks, so that a slow one never overwrites a later one. */
let latest = 0

async function loadKeys(): Promise<ReceiptKeySet | null> {
  try {
    const signal = AbortSignal.timeout(KEYS_TIMEOUT_MS)
    const answer = await fetch(KEYS, { cache: 'no-cache', signal })
    return answer.ok ? readKeySet(await answer.json()) : null
  } catch {
    return null
  }
}

async function outcomeOf(receipt: Receipt): Promise<CheckOutcome> {
  const keys = await loadKeys()
  if (keys === null) return 'unreachable'
  try {
    return await verifyReceipt(receipt, keys, anyCheck)
  } catch {
    // Without a secure context there is no cryptography at all.
    return 'unsupported'
  }
}

async function check(): Promise<void> {
  latest += 1
  const own = latest
  result.hidden = true
  if (field.value.trim() === '') {
    show('empty', null)
    return
  }
  const read = readSavedReceipt(field.value)
  if (!read.ok) {
    show(read.reason, null)
    return
  }
  status.textContent = words.check.checking
  const outcome = await outcomeOf(read.receipt)
  if (own === latest) show(outcome, read.receipt)
}

/** Shows the result and moves the focus to it, so that a screen reader reads it at once. */
function show(outcome: CheckOutcome, receipt: Receipt | null): void {
  status.textContent = ''
  result.className = outcome
  result.replaceChildren(...verdictNodes(outcome, receipt, words, language))
  result.hidden = false
  result.focus()
}

/** UTF-8, or UTF-16 as some editors of Windows save text. */
async function textOf(chosen: File): Promise<string> {
  const bytes = new Uint8Array(await chosen.arrayBuffer())
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}

async function take(chosen: File | undefined): Promise<void> {
  if (chosen === undefined) return
  if (chosen.size > FILE_BYTES_MAX) {
    show('too-large', null)
    return
  }
  try {
    field.value = await textOf(chosen)
  } catch {
    show('unreadable', null)
    return
  }
  await check()
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void check()
})
file.addEventListener('change', () => {
  void take(file.files?.[0])
})
// So that the same file can be chosen again after it was changed.
file.addEventListener('click', () => {
  file.value = ''
})
form.addEventListener('dragover', (event) => {
  if (!event.dataTransfer?.types.includes('Files')) return
  event.preventDefault()
  form.classList.add('dropping')
})
form.addEventListener('dragleave', () => form.classList.remove('dropping'))
form.addEventListener('drop', (event) => {
  form.classList.remove('dropping')
  const [dropped] = event.dataTransfer?.files ?? []
  if (dropped === undefined) return
  event.preventDefault()
  void take(dropped)
})
