// Promises about what is published: read from content/data itself, so that an edit cannot break them.
import { describe, expect, it } from 'vitest'
import {
  loadActors,
  loadChannels,
  loadControls,
  loadFigures,
  loadGlossary,
  loadIndicators,
  loadSigns,
  loadSources,
  loadTimeline,
} from './data.ts'
import { CONTROL_STAGES } from './reference-schema.ts'

describe('the loaders', () => {
  it('give events from the oldest to the newest, and words by alphabet', () => {
    const dates = loadTimeline().map(({ date }) => date)
    expect(dates).toEqual(dates.toSorted())
    const words = loadGlossary().map(({ term }) => term.toLowerCase())
    expect(words.indexOf('laptop farm')).toBeGreaterThan(words.indexOf('byod'))
    expect(words.indexOf('laptop farm')).toBeLessThan(words.indexOf('vpn'))
  })

  it('name the file that cannot be read', () => {
    expect(() => loadControls('/nowhere')).toThrow(/controls\.yaml/)
  })
})

describe('the published signs and controls', () => {
  const controls = loadControls()

  it('have a control for every sign, so that no reader is left with a suspicion alone', () => {
    expect(loadSigns().filter((sign) => sign.controls.length === 0)).toEqual([])
  })

  it('have a plain explanation for every sign', () => {
    expect(loadSigns().filter(({ innocent }) => innocent.length < 10)).toEqual([])
  })

  it('offer whoever reports no more checkboxes than fit on a page', () => {
    const offered = loadSigns().filter(({ inForm }) => inForm)
    expect(offered.length).toBeGreaterThan(10)
    expect(offered.length).toBeLessThanOrEqual(30)
  })

  it('have a control at every stage', () => {
    for (const stage of CONTROL_STAGES)
      expect(controls.some((control) => control.stage === stage)).toBe(true)
  })

  it('say at every control of an interview what fairness asks', () => {
    for (const { id, stage, caution } of controls)
      if (stage === 'interview') expect(caution, id).toBeTruthy()
  })
})

describe('the published channels, entities and names', () => {
  it('show no address, number or mail address that was not checked', () => {
    for (const { id, address, phone, email, verified } of loadChannels())
      expect([id, verified !== null]).toEqual([id, Boolean(address ?? phone ?? email)])
  })

  it('keep the channels of a country together', () => {
    const runs = loadChannels()
      .map(({ country }) => country)
      .filter((country, index, all) => country !== all[index - 1])
    expect(new Set(runs).size).toBe(runs.length)
  })

  it('show domains as history only', () => {
    for (const { id, kind, status } of loadIndicators())
      if (kind === 'domain') expect([id, status]).toEqual([id, 'expired'])
  })

  it('keep names for the scheme apart from names for other campaigns', () => {
    const related = loadActors().filter(({ about }) => about === 'related')
    expect(related.map(({ name }) => name)).toContain('Contagious Interview')
  })
})

describe('the published figures and sources', () => {
  it('never put wages of IT workers and theft of cryptocurrency into one figure', () => {
    const theft = /^(?:chainalysis|elliptic)/
    const wages = /^(?:un-poe-2024$|rok-2022|us-2026-03)/
    for (const { id, sources } of loadFigures())
      expect([
        id,
        sources.some((source) => theft.test(source)) &&
          sources.some((source) => wages.test(source)),
      ]).toEqual([id, false])
  })

  it('say in every figure of theft that it is no figure of wages, or who estimated it', () => {
    for (const { id, caveat } of loadFigures())
      if (id.startsWith('crypto-')) expect(caveat, id).toMatch(/not wages|same firm/i)
  })

  it('cite no aggregator and no page that was not read', () => {
    for (const { id, url } of loadSources())
      expect([id, /pulseaugur|gigadgets|newz9|tayvano/.test(url ?? '')]).toEqual([id, false])
  })

  it('tell of a source that was read in a report or a copy', () => {
    for (const { id, strength, publisher, note } of loadSources())
      if (strength === 'press' && publisher.includes(' as '))
        expect([id, note]).toEqual([id, expect.any(String)])
  })
})

describe('the published timeline', () => {
  const events = loadTimeline()

  it('holds sixty events and more', () => {
    expect(events.length).toBeGreaterThanOrEqual(60)
  })

  it('says of every charge, plea and sentence how it stands in law', () => {
    for (const { id, kind, legalStatus } of events)
      if (['indictment', 'plea', 'sentence'].includes(kind)) expect(legalStatus, id).toBeTruthy()
  })

  it('says of every charge that those who are not convicted are presumed innocent, or what the court decided', () => {
    for (const { id, kind, legalStatus } of events)
      if (kind === 'indictment') expect(legalStatus, id).toMatch(/presumed innocent|pleaded guilty/)
  })
})
