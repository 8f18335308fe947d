/** Skips every test of the run's Postgres part when there is none, saying why. */
import { beforeEach, inject } from 'vitest'

const postgres = inject('postgres')
if ('missing' in postgres) beforeEach((context) => context.skip(postgres.missing))
