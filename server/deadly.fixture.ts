/** Has a server kill itself with SIGKILL at one step, for tests of what a power cut may do. */
export type Call = (...args: never[]) => Promise<unknown>

function dieAt(step: string): void {
  if (process.env.KILL_AT === step) process.kill(process.pid, 'SIGKILL')
}

/**
 * Makes a call die before or after its work when `KILL_AT` names that, like `receive before`.
 * @param matters whether this call is meant, by its first argument; every one unless told
 */
export function deadly(
  name: string,
  call: Call,
  matters: (first: unknown) => boolean = () => true,
): Call {
  return async (...args) => {
    if (matters(args[0])) dieAt(`${name} before`)
    const result = await call(...args)
    if (matters(args[0])) dieAt(`${name} after`)
    return result
  }
}
