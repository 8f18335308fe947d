/**
 * The only place that names an address for a script. Under Trusted Types a worker can be started
 * from nowhere else: the page's one policy accepts exactly this address.
 */
import { WORKER_ADDRESS, WORKER_POLICY } from '#lib/sending/worker-policy'

// What lib.dom does not say yet of Trusted Types, as far as it is used here.
type Policy = { createScriptURL(address: string): URL }
type PolicyFactory = {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): Policy
}

let policy: Policy | undefined

/** The header allows each policy name once per page, so it is made once and kept. */
function workerPolicy(factory: PolicyFactory): Policy {
  policy ??= factory.createPolicy(WORKER_POLICY, {
    createScriptURL(address) {
      if (address !== WORKER_ADDRESS) {
        throw new TypeError(`Only ${WORKER_ADDRESS} may run as a worker, not ${address}.`)
      }
      return address
    },
  })
  return policy
}

/**
 * Starts the sealing worker.
 * @throws when the browser has no module workers or refuses the address
 */
export function createWorker(): Worker {
  const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory }
  const address = trustedTypes
    ? workerPolicy(trustedTypes).createScriptURL(WORKER_ADDRESS)
    : WORKER_ADDRESS
  return new Worker(address, { type: 'module', name: 'sealing' })
}
