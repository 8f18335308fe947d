/**
 * The development door to intake and webhooks: `npm run dev` answers `/api/…` here, in Next's own process.
 * Production builds do not know this file (next.config.mjs); server/main.ts answers there.
 */
import { createServices, type Services } from '#server/services'
import { readSetup } from '#server/setup'

/** Next reloads this module with each edit, while the store must be opened once. */
const door = globalThis as { rhwServices?: Promise<Services> | undefined }

async function start(): Promise<Services> {
  const setup = await readSetup(process.env)
  if (!setup.ok) throw new Error(setup.errors.join('\n'))
  const services = await createServices(setup)
  services.delivery.start()
  services.replies?.start()
  return services
}

async function answer(request: Request): Promise<Response> {
  door.rhwServices ??= start()
  const services = await door.rhwServices.catch((error) => {
    door.rhwServices = undefined
    throw error
  })
  return services.handle(request)
}

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as PATCH,
  answer as POST,
  answer as PUT,
}
