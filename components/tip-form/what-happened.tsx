'use client'
/** The three questions that must be answered, and the demand where there is one. */
import { useFormContext, useWatch } from 'react-hook-form'
import { DEMAND_CATEGORIES } from '#lib/tip/questions'
import { BoundArea, BoundRadios } from './bound-fields.tsx'
import { ExpiredKeyReminder } from './expired-key.tsx'
import type { FormValues } from './form-values.ts'
import { UrgentBox } from './urgent-box.tsx'
import { useFormPage } from './words.tsx'

/** Tells whether the form asks about a demand in `category`. */
export function asksDemand(category: string | null): boolean {
  return DEMAND_CATEGORIES.some((one) => one === category)
}

/** Category, whether it goes on, the story, and the demand for a threat or a theft. */
export function WhatHappened() {
  const { questions } = useFormPage()
  const { control } = useFormContext<FormValues>()
  const [category, now] = useWatch({ control, name: ['category', 'now'] })
  return (
    <>
      <BoundRadios question="category" options={questions.options.category} required />
      <BoundRadios question="now" options={questions.options.now} required />
      <div aria-live="polite" className="empty:hidden">
        {now === 'leaving-now' ? <UrgentBox /> : null}
      </div>
      <ExpiredKeyReminder />
      <BoundArea question="story" rows={9} required />
      {asksDemand(category) ? <BoundArea question="demand" rows={5} /> : null}
    </>
  )
}
