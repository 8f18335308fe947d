/** Makes the transports that `MAIL_TRANSPORT` names, for the server and for `npm run deliver`. */
import { join } from 'node:path'
import type { Config, MailTransport } from '#lib/config'
import { maildirTransport } from '#lib/delivery/maildir'
import type { Transport } from '#lib/delivery/transport'
import { resendTransport } from '#lib/delivery/transports/resend'
import { smtpTransport } from '#lib/delivery/transports/smtp'

/** The transports in the order in which they are tried. Nothing is connected to yet. */
export function createTransports(config: Config): Transport[] {
  return config.mailTransports.map((transport) => createTransport(transport, config))
}

function createTransport(transport: MailTransport, config: Config): Transport {
  switch (transport.name) {
    case 'maildir':
      return maildirTransport({ root: join(config.dataDir, 'maildir') })
    case 'smtp':
      return smtpTransport({ url: transport.url })
    case 'resend':
      return resendTransport({
        ...transport,
        retentionDays: config.retentionDays,
        confirmsByWebhook: config.resendWebhookSecret !== null,
      })
  }
}
