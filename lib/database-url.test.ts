import { describe, expect, it } from 'vitest'
import { readPostgresUrl } from './database-url.ts'

const read = (url: string) => {
  const answer = readPostgresUrl(url)
  return answer.ok ? answer.address : answer.cure
}

describe('an address of Postgres', () => {
  it('is read with everything in it', () => {
    expect(
      read(
        'postgresql://tip%20line:p%40ss%3A@db.example.org:6432/tips?sslmode=verify-ca&sslrootcert=/etc/ca.pem',
      ),
    ).toEqual({
      host: 'db.example.org',
      port: 6432,
      user: 'tip line',
      password: 'p@ss:',
      database: 'tips',
      tls: 'ca',
      files: { ca: '/etc/ca.pem', certificate: null, key: null },
      local: false,
    })
  })

  it('is checked by its certificate where it leaves this machine, unless told otherwise', () => {
    const tls = (url: string) => (read(url) as { tls: string }).tls
    expect(tls('postgres://u@db.example.org/tips')).toBe('full')
    expect(tls('postgres://u@10.0.0.5/tips')).toBe('full')
    expect(tls('postgres://u@localhost.example.org/tips')).toBe('full')
    expect(tls('postgres://u@db/tips?sslmode=disable')).toBe('off')
    expect(tls('postgres://u@db/tips?sslmode=require')).toBe('unverified')
    expect(tls('postgres://u@127.0.0.1/tips')).toBe('off')
    expect(tls('postgres://u@localhost/tips?sslmode=verify-full')).toBe('full')
  })

  it('can be a socket or IPv6', () => {
    expect(read('postgres:///tips?host=/run/postgresql&user=rhw')).toMatchObject({
      host: '/run/postgresql',
      user: 'rhw',
      password: null,
      local: true,
    })
    expect(read('postgres://u@[::1]:5433/tips')).toMatchObject({ host: '::1', local: true })
  })

  it.each([
    ['postgres://localhost/tips', 'user'],
    ['postgres://u:p@localhost', 'database'],
    ['postgres://u:p@localhost/', 'database'],
    ['postgres:tips', 'postgres://user'],
    ['postgres://u:100%@localhost/tips', 'user'],
    ['postgres://u@db/tips?sslmode=prefer', 'sslmode'],
    ['postgres://u@db/tips?sslmode=constructor', 'sslmode'],
    ['postgres://u@db/tips?options=-csearch_path%3Dx', 'parameters'],
    ['postgres://u@db/tips?host=/run', 'socket'],
    ['postgres:///tips?host=other&user=u', 'socket'],
    ['mysql://u@db/tips', 'postgres://user'],
  ])('refuses %s with what to write instead', (url, cure) => {
    expect(read(url)).toContain(cure)
  })
})
