'use client'
/** Keeps the screen on while something is sent: a device that falls asleep also drops the line. */
import { useEffect } from 'react'

/** Asks for a wake lock while `active`, and again when the page is looked at again. Optional: silent where refused. */
export function useWakeLock(active: boolean): void {
  useEffect(() => {
    if (!active || !('wakeLock' in navigator)) return
    let held: Promise<WakeLockSentinel | undefined> | undefined
    const hold = () => {
      if (document.visibilityState !== 'visible') return
      // A low battery or a policy may refuse it; sending goes on without.
      held = navigator.wakeLock.request('screen').catch(() => undefined)
    }
    hold()
    // The browser lets go of it whenever the page is hidden.
    document.addEventListener('visibilitychange', hold)
    return () => {
      document.removeEventListener('visibilitychange', hold)
      void held?.then((lock) => lock?.release())
    }
  }, [active])
}
