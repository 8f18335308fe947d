/** Where the page's own bundle starts (scripts/build-follow-up.ts): React takes over the part that needs a script. */
import { hydrateRoot } from 'react-dom/client'
import { FOLLOW_UP_DATA, FOLLOW_UP_ROOT, FollowUpIsland } from './follow-up-island.tsx'
import type { FollowUpPage } from './follow-up-page.tsx'

const root = document.getElementById(FOLLOW_UP_ROOT)
const data = document.getElementById(FOLLOW_UP_DATA)?.textContent
if (!root || !data) throw new Error(`The page has no #${FOLLOW_UP_ROOT} or no #${FOLLOW_UP_DATA}.`)
// Written by this site's build from the type that it is read as.
const page: FollowUpPage = JSON.parse(data)
hydrateRoot(root, <FollowUpIsland page={page} />)
