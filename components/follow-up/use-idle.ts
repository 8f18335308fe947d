'use client'
/** Notices when nobody has touched the page for a while. */
import { useEffect, useRef } from 'react'

/** What counts as somebody being there. */
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'input', 'scroll'] as const
const LOOK_EVERY_MS = 10_000

/**
 * Calls `onIdle` once nothing was touched for `afterMs`, while `active`. A device that slept counts the
 * time it slept, and is looked at as soon as it wakes.
 */
export function useIdle(active: boolean, afterMs: number, onIdle: () => void): void {
  const now = useRef(onIdle)
  now.current = onIdle
  useEffect(() => {
    if (!active) return
    let last = Date.now()
    const look = () => {
      if (Date.now() - last < afterMs) return
      last = Date.now()
      now.current()
    }
    const touched = () => {
      // Whoever wakes the device must not find the page open.
      look()
      last = Date.now()
    }
    const timer = setInterval(look, LOOK_EVERY_MS)
    for (const sign of SIGNS) addEventListener(sign, touched, { capture: true, passive: true })
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      for (const sign of SIGNS) removeEventListener(sign, touched, { capture: true })
      document.removeEventListener('visibilitychange', look)
    }
  }, [active, afterMs])
}
