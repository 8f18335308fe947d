/** Makes elements of the offline opener; whatever a stranger wrote comes in as text and stays text. */

/** A new element that holds these texts and elements. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  element.append(...children)
  return element
}

/** The same with a class. */
export function styled<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = make(name, ...children)
  element.className = className
  return element
}

/** A list of names and values. */
export function facts(pairs: readonly (readonly [string, Node | string])[]): HTMLDListElement {
  return make(
    'dl',
    ...pairs.map(([name, value]) => make('div', make('dt', name), make('dd', value))),
  )
}

/** A button that does something when it is pressed. `about` says to what, for those who cannot see it. */
export function button(text: string, about: string, press: () => void): HTMLButtonElement {
  const element = styled('button', 'quiet', text)
  element.type = 'button'
  element.setAttribute('aria-label', `${text}: ${about}`)
  element.addEventListener('click', press)
  return element
}

/** Saves a file to the downloads, never to be shown by the browser, whatever it holds. */
export function saveAs(name: string, content: Blob): void {
  const blob = content.slice(0, content.size, 'application/octet-stream')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // The download has its own hold on the bytes by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
