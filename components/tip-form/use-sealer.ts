'use client'
/** The sealing worker during the life of the form: started once, started again when asked to. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { createSealer, type Sealer } from '#lib/sending/sealer'
import { createWorker } from './create-worker.ts'

/** How long a worker may take to say that it is ready; its code is some 100 kB on a slow line. */
const READY_TIMEOUT_MS = 30_000

export type SealerState = 'starting' | 'ready' | 'no-crypto' | 'no-worker'

/** The sealer's state, the sealer itself, and a way to start it again after it failed. */
export function useSealer(): {
  state: SealerState
  sealer: { readonly current: Sealer | undefined }
  restart: () => void
} {
  const sealer = useRef<Sealer>(undefined)
  const [state, setState] = useState<SealerState>('starting')
  const [attempt, setAttempt] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt starts a new worker
  useEffect(() => {
    let current = true
    setState('starting')
    if (!globalThis.crypto?.subtle) {
      setState('no-crypto')
      return
    }
    const started = createSealer({ createWorker, readyTimeoutMs: READY_TIMEOUT_MS })
    sealer.current = started
    void started.ready.then((result) => {
      if (current) setState(result.ok ? 'ready' : 'no-worker')
    })
    return () => {
      current = false
      sealer.current = undefined
      started.dispose()
    }
  }, [attempt])

  const restart = useCallback(() => setAttempt((count) => count + 1), [])
  return { state, sealer, restart }
}
