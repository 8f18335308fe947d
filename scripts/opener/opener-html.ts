/**
 * The offline opener as one HTML file: its words, style and script stand in it, and its own policy lets
 * it load nothing and contact nobody. scripts/build-opener.ts writes it.
 */
import { createHash } from 'node:crypto'
import type { OpenerWords } from '#lib/i18n/opener-words'
import { OPENER } from '#lib/opening/opener-ids'
import { escapeXml } from '#lib/publishing/xml'

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** The policy of a page with exactly this style and script. */
export function openerPolicy(style: string, script: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "connect-src 'none'",
    "img-src 'none'",
    "media-src 'none'",
    "font-src 'none'",
    "object-src 'none'",
    "frame-src 'none'",
    "worker-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "webrtc 'block'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

/**
 * The whole file.
 * @param page.notice who made it and under which licences, as text
 * @throws when style or script would end their own element
 */
export function openerHtml(page: {
  words: OpenerWords
  language: string
  style: string
  script: string
  notice: string
}): string {
  const { words, language, style, script, notice } = page
  // After `<!--`, a start tag of a script hides the end tag (WHATWG HTML, 4.12.1.3).
  const hidden = script.includes('<!--') && /<script[\s/>]/i.test(script)
  if (/<\/style/i.test(style) || /<\/script/i.test(script) || hidden) {
    throw new Error('The opener’s style or script would end in the middle of the page.')
  }
  const text = escapeXml
  const items = (lines: readonly string[]) =>
    lines.map((line) => `<li>${text(line)}</li>`).join('\n')
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${text(openerPolicy(style, script))}">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(words.title)}</title>
<!--
${notice.replaceAll('--', '- -')}
-->
<style>${style}</style>
</head>
<body>
<main>
<h1>${text(words.title)}</h1>
<p class="lead">${text(words.lead)}</p>
<ul>
${items(words.offline)}
</ul>
<noscript><p class="problem">${text(words.needsScript)}</p></noscript>
<section id="${OPENER.problem}" class="problem" role="alert" tabindex="-1" hidden></section>
<form id="${OPENER.form}" autocomplete="off" hidden>
<h2>${text(words.tip.heading)}</h2>
<label for="${OPENER.tip}">${text(words.tip.label)}</label>
<p class="hint" id="tip-hint">${text(words.tip.hint)}</p>
<input id="${OPENER.tip}" type="file" multiple aria-describedby="tip-hint">
<div role="status"><ul id="${OPENER.taken}" class="taken"></ul></div>
<h2>${text(words.key.heading)}</h2>
<label for="${OPENER.key}">${text(words.key.label)}</label>
<p class="hint" id="key-hint">${text(words.key.hint)}</p>
<input id="${OPENER.key}" type="file" aria-describedby="key-hint">
<p id="${OPENER.keyTaken}" class="taken" role="status"></p>
<details><summary>${text(words.key.helpTitle)}</summary>
<ul>
${items(words.key.help)}
</ul></details>
<label for="${OPENER.passphrase}">${text(words.passphrase.label)}</label>
<p class="hint" id="passphrase-hint">${text(words.passphrase.hint)}</p>
<input id="${OPENER.passphrase}" type="password" autocomplete="off" spellcheck="false" aria-describedby="passphrase-hint">
<p class="actions"><button type="submit">${text(words.open)}</button>
<button type="button" id="${OPENER.forget}" class="quiet" aria-describedby="forget-hint">${text(words.forget)}</button></p>
<p class="hint" id="forget-hint">${text(words.forgetMeans)}</p>
</form>
<p id="${OPENER.status}" role="status"></p>
<section id="${OPENER.result}" tabindex="-1" hidden></section>
</main>
<script type="module">${script}</script>
</body>
</html>
`
}
