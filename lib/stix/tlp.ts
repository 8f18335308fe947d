/** The markings of TLP 2.0 as OASIS publishes them for STIX 2.1; everybody uses the same objects. */

export const TLP_2_EXTENSION = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d'

/** Ids by label (oasis-open/cti-stix-common-objects, extension-definition-specifications/tlp-2.0). */
export const TLP_IDS = {
  clear: 'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487',
  green: 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  amber: 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421',
  'amber+strict': 'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003',
  red: 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1',
} as const
export type TlpLabel = keyof typeof TLP_IDS

/** The marking as an object of a bundle. */
export function tlpMarking<Label extends TlpLabel>(label: Label) {
  return {
    type: 'marking-definition' as const,
    spec_version: '2.1' as const,
    id: TLP_IDS[label],
    created: '2022-10-01T00:00:00.000Z' as const,
    name: `TLP:${label.toUpperCase() as Uppercase<Label>}` as const,
    extensions: {
      [TLP_2_EXTENSION]: { extension_type: 'property-extension' as const, tlp_2_0: label },
    },
  }
}
