/** Text made safe for XML 1.0: the feeds and the sitemap build their few elements with it. */

/**
 * Escapes `text` for element content and double-quoted attributes, and drops the control characters
 * that XML 1.0 §2.2 allows in no form.
 */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
}
