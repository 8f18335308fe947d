import { defineConfig } from 'vitest/config'

/** Suites that make their store by a fixture, and so hold for Postgres as they do for SQLite. */
const ON_POSTGRES = [
  'lib/store/{conversation-end,conversation-replies,conversations,conversations-at-once,downloads,events,faults,limits,outbox,parts,purging,records,remembering,store}.test.ts',
  'lib/store/postgres*.test.ts',
  'lib/delivery/{archive,delivery,digest,operator,over-time,sending,stopping,webhooks}.test.ts',
  'lib/replies/{replies,resend-inbound,take-reply}.test.ts',
  'server/{announcing,api,archive,conversation,downloads,limits,rotation,two-instances,two-servers}.test.ts',
  'scripts/tips.test.ts',
]
/** Of these there is nothing without Postgres. */
const ONLY_POSTGRES = ['lib/store/postgres*.test.ts', 'server/two-instances.test.ts']

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'sqlite',
          include: ['{app,components,lib,server,scripts}/**/*.test.{ts,tsx}'],
          exclude: ONLY_POSTGRES,
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ON_POSTGRES,
          globalSetup: 'lib/store/postgres-run.fixture.ts',
          setupFiles: 'lib/store/postgres-skip.fixture.ts',
        },
      },
    ],
    // Long, since many of them start real servers on machines that are busy: no test measures time.
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
})
