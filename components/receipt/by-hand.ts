/** How a receipt is checked without this site's page, as commands that a test runs. */

/** For `check.mjs`, run as `node check.mjs receipt.txt keys.json`: prints `genuine` or `changed`. */
export const NODE_SCRIPT = `import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
const [text, keys] = process.argv.slice(2).map((name) => readFileSync(name, 'utf8'))
const json = /^\\{[\\s\\S]*^\\}/m.exec(text)[0]
const { signature, ...signed } = JSON.parse(json)
const jwk = JSON.parse(keys).keys.find((one) => one.kid === signed.key)
if (!jwk) throw new Error('The key of this receipt is not in the key set.')
const sorted = (value) =>
  Array.isArray(value)
    ? value.map(sorted)
    : Object(value) === value
      ? Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]))
      : value
const content = Buffer.from('rhw-receipt-v1\\n' + JSON.stringify(sorted(signed)))
const key = createPublicKey({ key: jwk, format: 'jwk' })
const holds = verify(null, content, key, Buffer.from(signature, 'base64url'))
console.log(holds ? 'genuine' : 'changed')
`

/** For a POSIX shell with jq and OpenSSL 3, beside `receipt.txt` and `keys.json`. */
export const OPENSSL_COMMANDS = `sed -n '/^{/,/^}/p' receipt.txt > receipt.json
kid=$(jq -r .key receipt.json)
{ printf 'rhw-receipt-v1\\n'; jq -jcS 'del(.signature)' receipt.json; } > content
{ jq -jr .signature receipt.json | tr '_-' '/+'; echo '=='; } | base64 -d > signature
{ printf '0*0\\005\\006\\003+ep\\003!\\000'
  { jq -jr --arg kid "$kid" '.keys[] | select(.kid == $kid).x' keys.json | tr '_-' '/+'; echo '='; } | base64 -d
} > key.der
openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in content -sigfile signature
`
