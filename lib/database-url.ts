/** Where a Postgres is and how the way to it is secured, read from `DATABASE_URL`. */

export type PostgresAddress = {
  /** A name, an address, or the folder of a Unix socket. */
  host: string
  port: number
  user: string
  /** Null when the server asks for none. */
  password: string | null
  database: string
  /**
   * `off`: plain. `unverified`: encrypted, but with whoever answers. `ca`: by a certificate of the
   * authority, for whatever name. `full`: by a certificate for this name.
   */
  tls: 'off' | 'unverified' | 'ca' | 'full'
  /** Paths of PEM files: the authority's certificate (null: those that Node knows), ours and its key. */
  files: { ca: string | null; certificate: string | null; key: string | null }
  /** Whether nothing leaves this machine. */
  local: boolean
}

/** The parameters that are understood; another one could weaken the connection unseen. */
const PARAMETERS = ['host', 'user', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey']
const FORM = 'Write it like postgres://user:password@db.example.org/tips'
const MODES: Record<string, PostgresAddress['tls']> = {
  disable: 'off',
  require: 'unverified',
  'verify-ca': 'ca',
  'verify-full': 'full',
}

/**
 * Reads an address like `postgres://user:password@host:5432/database?sslmode=verify-full`, as libpq
 * does, but that without `sslmode` it is `verify-full` for another machine and `disable` for this one.
 * A Unix socket is `postgres:///database?host=/run/postgresql&user=tips`.
 * @returns the address, or the cure as a sentence that repeats nothing of the value
 */
export function readPostgresUrl(
  value: string,
): { ok: true; address: PostgresAddress } | { ok: false; cure: string } {
  const wrong = (cure: string) => ({ ok: false as const, cure })
  if (!/^postgres(ql)?:\/\//.test(value) || !URL.canParse(value)) {
    return wrong(`${FORM}, with %40 for an @ inside user or password.`)
  }
  const url = new URL(value)
  const parameters = Object.fromEntries(url.searchParams)
  const unknown = Object.keys(parameters).find((name) => !PARAMETERS.includes(name))
  if (unknown !== undefined || url.hash !== '') {
    return wrong(`${FORM}. The only parameters are ${PARAMETERS.join(', ')}.`)
  }
  const socket = parameters.host
  if (socket !== undefined && (!socket.startsWith('/') || url.hostname !== '')) {
    return wrong(
      'The parameter host is for the folder of a Unix socket, like host=/run/postgresql.',
    )
  }
  const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(
    decoded,
  )
  const name = parameters.user ?? user
  const host = socket ?? url.hostname.replace(/^\[|\]$/g, '')
  if (!name || !database || host === '' || password === undefined) {
    return wrong(`${FORM}, with user, host and the name of a database.`)
  }
  const local = host.startsWith('/') || /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host)
  const mode = parameters.sslmode ?? (local ? 'disable' : 'verify-full')
  const tls = Object.hasOwn(MODES, mode) ? MODES[mode] : undefined
  if (tls === undefined) return wrong(`Write an sslmode of ${Object.keys(MODES).join(', ')}.`)
  const address: PostgresAddress = {
    host,
    port: url.port === '' ? 5432 : Number(url.port),
    user: name,
    password: password === '' ? null : password,
    database,
    tls,
    files: {
      ca: parameters.sslrootcert ?? null,
      certificate: parameters.sslcert ?? null,
      key: parameters.sslkey ?? null,
    },
    local,
  }
  return { ok: true, address }
}

/** What percent signs stand for; undefined when they stand for nothing. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
