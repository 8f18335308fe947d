/**
 * Watches over a running server: gathers what is wrong from every room, tells the operator each minute, and
 * sends the day's digest when it is time.
 */
import type { Alarm } from '#lib/alarms'
import type { Digest } from '#lib/delivery/digest'
import type { Operator } from '#lib/delivery/operator'
import type { Store } from '#lib/store/store'

const TELL_MS = 60_000
/** Asked more often, `/readyz` gives the last answer, so that asking costs nothing. */
const READY_MS = 1_000

export type Watch = {
  /** What an operator must look at, each with its cure. Never rejects. */
  alarms(): Promise<Alarm[]>
  /** Whether nothing is as bad as an alarm; at most a second old. */
  ready(): Promise<boolean>
  /** Looks and tells now, rather than within a minute. */
  look(): void
  /** Ends after what is being told; what takes long is broken off. */
  stop(): Promise<void>
}

/**
 * Begins to watch: tells at once and every minute.
 * @param sources asked in this order; one that fails is an alarm itself
 * @param digest looked after at the same times; left out when the operator wants none
 * @param onError told of what nobody expected
 */
export function startWatch(options: {
  store: Pick<Store, 'ready'>
  sources: readonly (() => Alarm[] | Promise<Alarm[]>)[]
  operator: Operator
  digest?: Digest | undefined
  onError: (error: unknown) => void
}): Watch {
  const { store, sources, operator, digest, onError } = options
  let answer: { at: number; ready: Promise<boolean> } | null = null
  let looking: Promise<void> = Promise.resolve()

  async function alarms(): Promise<Alarm[]> {
    try {
      if (!(await store.ready())) return [SILENT]
      return (await Promise.all(sources.map((source) => source()))).flat()
    } catch (error) {
      onError(error)
      return [SILENT]
    }
  }

  async function look(): Promise<void> {
    await operator.tell(await alarms())
    await digest?.look()
  }
  // One after the other: two that look at the same time would tell the same thing twice.
  const lookNext = () => {
    looking = looking.then(look)
  }

  lookNext()
  const timer = setInterval(lookNext, TELL_MS)
  timer.unref()
  return {
    alarms,
    look: lookNext,
    ready() {
      const now = performance.now()
      if (answer === null || now - answer.at >= READY_MS) {
        const isReady = (all: readonly Alarm[]) => all.every(({ level }) => level !== 'alarm')
        answer = { at: now, ready: alarms().then(isReady) }
      }
      return answer.ready
    },
    async stop() {
      clearInterval(timer)
      await Promise.all([operator.stop(), digest?.stop()])
      await looking
    },
  }
}

const SILENT: Alarm = {
  key: 'store-silent',
  level: 'alarm',
  text: 'The database does not answer. Check the disk, or Postgres and the way to it.',
}
