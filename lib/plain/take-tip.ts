/** Takes in a tip from a browser without scripts. */
import { FIELD_NAMES } from './fields.ts'
import { type JudgeSurroundings, judge } from './judge.ts'
import { type ArrivingForm, type Taken, type TakeSurroundings, takeForm } from './take-form.ts'

/** Reads the form of a tip to its end, and gives what the sender is to see. */
export function takeTip(
  form: ArrivingForm,
  surroundings: TakeSurroundings & Omit<JudgeSurroundings, 'now'>,
): Promise<Taken> {
  const kind = {
    fields: FIELD_NAMES,
    judge: (...text: [Parameters<typeof judge>[0], ReadonlySet<string>]) =>
      judge(...text, { ...surroundings, now: surroundings.clock() }),
  }
  return takeForm(form, kind, surroundings)
}
