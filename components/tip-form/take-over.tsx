/**
 * Where the form's own bundle starts (scripts/build-form.ts): React takes over the part of the page
 * that holds the form. The rest of the page, and Next, need no script.
 */
import { hydrateRoot } from 'react-dom/client'
import { FORM_DATA, FORM_ROOT, FormIsland, type FormIslandProps } from './form-island.tsx'

const root = document.getElementById(FORM_ROOT)
const data = document.getElementById(FORM_DATA)?.textContent
if (!root || !data) throw new Error(`The page has no #${FORM_ROOT} or no #${FORM_DATA}.`)
// Written by this site's build from the type that it is read as.
const props: FormIslandProps = JSON.parse(data)
hydrateRoot(root, <FormIsland {...props} />)
