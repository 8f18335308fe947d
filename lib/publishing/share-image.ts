/** Where the image stands that other sites show beside a link to one of our pages. */

/** Its size in pixels, as those who show it ask for. */
export const SHARE_IMAGE = { width: 1200, height: 630 } as const

/** The image's address for the page at the canonical address `path`. */
export function shareImagePath(path: string): string {
  return path === '/' ? '/share.png' : `/share${path}.png`
}
