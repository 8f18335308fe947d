'use client'
/** All questions of a tip on one page, and the button that leads to the check. */
import type { ReactNode } from 'react'
import { useFormContext } from 'react-hook-form'
import { Button } from '#components/ui/button'
import { ErrorSummary } from '#components/ui/error-summary'
import { DEFAULT_FILE_LIMITS } from '#lib/evidence/limits'
import { DemonstrationReminder } from './demonstration-notice.tsx'
import { FilesSection } from './files-section.tsx'
import { controlId, type FormValues } from './form-values.ts'
import { InboxKey, useChosenInbox } from './inbox-key.tsx'
import { MailIdentifiers } from './mail-identifiers.tsx'
import { PeopleSection, ThingsSection, YourSideSection } from './optional-sections.tsx'
import { OtherWaysLink } from './sealer-notice.tsx'
import { useLive } from './use-live.ts'
import { jumpTo } from './use-page-behaviour.ts'
import type { TipCourse } from './use-tip.ts'
import { WhatHappened } from './what-happened.tsx'
import { useFormPage } from './words.tsx'
import { YouSection } from './you-section.tsx'

/** Has no action: nothing can leave this form but through the sealing worker. */
export function Questions({ tip }: { tip: TipCourse }) {
  const { words } = useFormPage()
  const { sections } = words
  const live = useLive()
  return (
    <form
      noValidate
      autoComplete="off"
      // Some browsers send what is typed to a spelling service. Inherited by every field.
      spellCheck={false}
      onSubmit={(event) => {
        event.preventDefault()
        void tip.review()
      }}
      className="mt-10"
    >
      {tip.errors.length > 0 ? (
        <ErrorSummary heading={words.errors.heading} errors={tip.errors} onJump={jumpTo} />
      ) : null}
      {/* Until the scripts run nobody can type into a form that would forget it. */}
      <fieldset disabled={!live} className="min-w-0">
        <legend className="sr-only">{words.title}</legend>
        <Section title={sections.main}>
          <WhatHappened />
        </Section>
        <Section title={sections.files}>
          <TipFiles tip={tip} />
        </Section>
        <Section title={sections.more}>
          <p>{sections.moreHint}</p>
          {/* Nothing of it can be used before the scripts run, so the page is sent without it. */}
          {live ? (
            <div>
              <PeopleSection />
              <ThingsSection />
              <YourSideSection />
            </div>
          ) : null}
        </Section>
        <Section title={sections.you}>
          <YouSection />
        </Section>
        <Section title={sections.key}>
          <InboxKey />
        </Section>
        <div className="mt-14">
          <DemonstrationReminder />
          <Button type="submit" look="main" disabled={tip.sealer.state !== 'ready'}>
            {words.review}
          </Button>
          <p className="mt-3 text-sm text-ink-soft">{words.reviewHint}</p>
          <SealerStatus tip={tip} />
        </div>
      </fieldset>
    </form>
  )
}

function TipFiles({ tip }: { tip: TipCourse }) {
  const { formState } = useFormContext<FormValues>()
  const { fileLimits = DEFAULT_FILE_LIMITS } = useChosenInbox()
  const { list, errors, change } = tip.files
  return (
    <FilesSection
      id={controlId('files')}
      files={list}
      errors={errors}
      limits={fileLimits}
      judged={formState.submitCount > 0}
      onChange={change}
      more={({ examination }) =>
        examination?.identifiers ? <MailIdentifiers found={examination.identifiers} /> : null
      }
    />
  )
}

/** Says why the button above cannot be pressed yet, or at all. */
export function SealerStatus({ tip }: { tip: TipCourse }) {
  const { sealer } = useFormPage().words
  switch (tip.sealer.state) {
    case 'starting':
      return <p className="mt-1 text-sm text-ink-soft">{sealer.starting}</p>
    case 'ready':
      return null
    case 'no-crypto':
    case 'no-worker':
      return (
        <p className="mt-1 font-semibold text-warning">
          {sealer.failedHeading}. <OtherWaysLink />
        </p>
      )
  }
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-14 border-t-3 border-ink pt-4">
      <h2 className="font-serif text-2xl font-bold">{title}</h2>
      <div className="mt-6 space-y-10">{children}</div>
    </section>
  )
}
