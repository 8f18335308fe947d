/** What the scripts of reading pages take from their page: its elements, and its language. */
import { DEFAULT_LANGUAGE, isLanguage, type Language } from '#lib/i18n/languages'

/** An element of the page that must be there. @throws when the page has no such element */
export function elementOf<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id)
  if (!(element instanceof kind)) throw new Error(`This page has no #${id}.`)
  return element
}

/** The language the page is written in. */
export function pageLanguage(): Language {
  const { lang } = document.documentElement
  return isLanguage(lang) ? lang : DEFAULT_LANGUAGE
}
