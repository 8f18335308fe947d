'use client'
/**
 * The part of `/report` that React takes over in the browser, and how the page hands it its words
 * and data: as JSON in the page itself, so that neither a request nor an inline script is needed.
 */
import { BeforeYouWrite, type DeskPromise } from './before-you-write.tsx'
import { OtherWays } from './other-ways.tsx'
import { TipForm } from './tip-form.tsx'
import type { FormPage } from './words.tsx'

/** Ids in the page: the element that React takes over, and the JSON of its properties. */
export const FORM_ROOT = 'tip-form'
export const FORM_DATA = 'tip-form-data'

export type FormIslandProps = {
  page: FormPage
  desk: DeskPromise
}

/** The form with what stands before and after it. */
export function FormIsland({ page, desk }: FormIslandProps) {
  return (
    <TipForm
      page={page}
      before={<BeforeYouWrite words={page.words} desk={desk} comesBack={page.followUp !== null} />}
      otherWays={<OtherWays words={page.words} inboxes={page.inboxes} />}
    />
  )
}
