/** Ids of STIX cyber observables: made from what they are, so that every tool gives a value the same id. */
import { uuidV5 } from './stable-id.ts'

/** The namespace that STIX 2.1 (section 2.9) gives for ids of cyber observables. */
const OBSERVABLES = '00abedb4-aa42-466c-9c01-fed23315a9b7'

/**
 * The deterministic id of an observable (STIX 2.1, section 2.9).
 * @param contributing its properties that the specification names as contributing to the id, in the order
 * of their names (RFC 8785)
 */
export function observableId<Type extends string>(
  type: Type,
  contributing: Readonly<Record<string, unknown>>,
): `${Type}--${string}` {
  return `${type}--${uuidV5(OBSERVABLES, JSON.stringify(contributing))}`
}
