/**
 * The one Trusted Types policy of the form's page, and the one address it accepts. The page's
 * Content-Security-Policy names it (`trusted-types`), so that no other script can be loaded.
 */

/** The name of the policy that the page creates before it starts the sealing worker. */
export const WORKER_POLICY = 'sealing-worker'

/** Where the sealing worker, a module worker, is published. */
export const WORKER_ADDRESS = '/seal/worker.js'
