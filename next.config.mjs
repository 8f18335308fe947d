// How Next builds the pages. Next only prerenders them: scripts/finish turns the result into the
// published folder and server/main.ts serves it, so nothing here concerns serving in production.
import { PHASE_DEVELOPMENT_SERVER } from 'next/constants.js'

/** @returns {import('next').NextConfig} */
export default function config(phase) {
  const development = phase === PHASE_DEVELOPMENT_SERVER
  return {
    // Only the development server mounts route handlers (they are .ts files): in production
    // server/main.ts answers the same addresses without Next.
    pageExtensions: development ? ['tsx', 'ts'] : ['tsx'],
    // scripts/build.ts gives the commit, so that builds are equal.
    generateBuildId: () => process.env.BUILD_ID ?? 'preview',
    reactStrictMode: true,
    poweredByHeader: false,
    agentRules: false,
    devIndicators: false,
    turbopack: { root: import.meta.dirname },
    images: { unoptimized: true },
    // `npm test` runs the TypeScript compiler over everything, once.
    typescript: { ignoreBuildErrors: true },
    ...(development && {
      // English is published without a prefix, as scripts/finish does it for the built site.
      rewrites: async () => ({
        beforeFiles: [],
        afterFiles: [
          { source: '/', destination: '/en' },
          { source: '/:path((?!en$|en/|api/|seal/|_next/).*)', destination: '/en/:path' },
        ],
        fallback: [],
      }),
    }),
  }
}
