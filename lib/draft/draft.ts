/**
 * What a draft holds: the answers as they stood in the form, and the names and notes of the files, whose
 * contents are not in it. A draft of an older or newer form opens as far as the form of today has a place
 * for it; what has none is given back as text, so that nothing typed is lost.
 */

const VERSION = 1

/** A file that was chosen when the draft was saved; it must be chosen again. */
export type DraftFile = { name: string; note: string }

/** Something a draft holds that the form has no place for. */
export type LeftOver = { path: string; text: string }

export type ReadDraft<Values> = {
  values: Values
  files: DraftFile[]
  leftOver: LeftOver[]
}

/** A draft as text, ready to be encrypted. */
export function draftText(values: object, files: readonly DraftFile[]): string {
  return JSON.stringify({ version: VERSION, values, files })
}

/**
 * Reads a draft.
 * @param text what `draftText` made, of this version or another
 * @param shape an example of the form's values: what is missing or of another kind in the draft is taken
 *   from it. `null` stands for a choice that may be a string; a list holds one example of its items.
 * @returns undefined when it is no draft at all
 */
export function readDraft<Values extends object>(
  text: string,
  shape: Values,
): ReadDraft<Values> | undefined {
  const parsed = parse(text)
  if (!isObject(parsed) || !isObject(parsed.values)) return undefined
  const leftOver: LeftOver[] = []
  const values = fitted(parsed.values, shape, '', leftOver)
  const files = (Array.isArray(parsed.files) ? parsed.files : []).flatMap((file: unknown) =>
    isObject(file) && typeof file.name === 'string'
      ? [{ name: file.name, note: typeof file.note === 'string' ? file.note : '' }]
      : [],
  )
  return { values: values as Values, files, leftOver }
}

/** `value` in the form of `shape`; what does not fit is listed in `leftOver`. */
function fitted(value: unknown, shape: unknown, path: string, leftOver: LeftOver[]): unknown {
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return leave(value, [], path, leftOver)
    return value
      .map((item, index) => fitted(item, shape[0], `${path}.${index}`, leftOver))
      .filter((item) => item !== undefined)
  }
  if (isObject(shape)) {
    if (!isObject(value)) return leave(value, emptyOf(shape), path, leftOver)
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(shape, key)) leave(value[key], undefined, join(path, key), leftOver)
    }
    return Object.fromEntries(
      Object.entries(shape).map(([key, inner]) => [
        key,
        Object.hasOwn(value, key)
          ? fitted(value[key], inner, join(path, key), leftOver)
          : emptyOf(inner),
      ]),
    )
  }
  if (shape === null) {
    return value === null || typeof value === 'string' ? value : leave(value, null, path, leftOver)
  }
  return typeof value === typeof shape ? value : leave(value, shape, path, leftOver)
}

/** The value for something that the draft does not know: lists are empty, the rest as in the shape. */
function emptyOf(shape: unknown): unknown {
  if (Array.isArray(shape)) return []
  if (!isObject(shape)) return shape
  return Object.fromEntries(Object.entries(shape).map(([key, inner]) => [key, emptyOf(inner)]))
}

/** Keeps the texts in `value` for the reader and gives `instead`. */
function leave(value: unknown, instead: unknown, path: string, leftOver: LeftOver[]): unknown {
  for (const text of texts(value)) leftOver.push({ path, text })
  return instead
}

/** Every text and number somebody may have typed, at any depth. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : [value]
  if (typeof value === 'number') return [String(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(texts)
}

const join = (path: string, key: string): string => (path ? `${path}.${key}` : key)

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
