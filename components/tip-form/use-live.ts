'use client'
/** Tells a page that is only drawn from one whose scripts run. */
import { useSyncExternalStore } from 'react'

const never = () => () => {}

/** False in the page as it was built and until React has taken it over, then true. */
export function useLive(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
}
