// Browser tests against the production build: e2e/start-site.ts starts the real server on a free
// port with its own data folder, unless E2E_BASE_URL names a site that already runs.
import { defineConfig } from '@playwright/test'
import { findBrowser } from './scripts/browser.ts'

const browser = findBrowser()

export default defineConfig({
  testDir: 'e2e',
  globalSetup: './e2e/start-site.ts',
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  workers: 2,
  timeout: 120_000,
  reporter: [['list'], ['json', { outputFile: 'test-results/playwright.json' }]],
  use: {
    browserName: 'chromium',
    // Set by the global setup before the workers, which read this file again, are started.
    ...(process.env.E2E_BASE_URL && { baseURL: process.env.E2E_BASE_URL }),
    trace: 'retain-on-failure',
    launchOptions: {
      ...(browser.ok && browser.path !== undefined && { executablePath: browser.path }),
      args: ['--no-sandbox'],
    },
  },
})
