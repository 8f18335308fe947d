'use client'
/** The countries of the world, named and sorted by the sender's own browser. */
import { useEffect, useState } from 'react'
import { COUNTRY_CODES } from '#lib/tip/countries'
import { useFormPage } from './words.tsx'

/** The name of a country in `language`, or its code where the browser knows none. */
export function countryName(language: string, code: string): string {
  return new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code
}

/** Made after the first render: 249 names would weigh on the page, and its builder may spell them otherwise. */
export function CountryOptions() {
  const { language } = useFormPage()
  const [countries, setCountries] = useState<[code: string, name: string][]>([])
  useEffect(() => {
    const named = COUNTRY_CODES.map((code): [string, string] => [code, countryName(language, code)])
    setCountries(named.sort(([, a], [, b]) => a.localeCompare(b, language)))
  }, [language])
  return countries.map(([code, name]) => (
    <option key={code} value={code}>
      {name}
    </option>
  ))
}
