import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connectBroker } from '@skladbridge/messaging'
import { runService } from '@skladbridge/runtime'
import { createServices } from './clients/services.js'
import { config } from './config.js'
import { createSessions } from './http/api/session.js'
import { startHttp } from './http/start-http.js'
import { createVendorTokenCheck } from './http/vendor/vendor-token.js'

await runService('gateway', config, async (scope) => {
  // what we stand on
  const { services } = await scope.use(createServices(config), 'services')
  const publisher = await scope.use(
    connectBroker({
      url: config.AMQP_URL,
      service: 'gateway',
      namespace: config.MESSAGING_NAMESPACE,
      log: scope.log,
    }),
  )

  // where work comes in: last up, first down
  await scope.use(
    startHttp({
      port: config.PUBLIC_PORT,
      host: config.BIND_HOST,
      log: scope.log,
      hooks: { publisher, webhookKeys: config.WEBHOOK_KEYS },
      vendor: {
        services,
        appId: config.APP_ID,
        checkToken: createVendorTokenCheck(config.APP_SECRET_KEY),
        now: Date.now,
      },
      shops: { services, publicUrl: config.PUBLIC_URL },
      api: { services, sessions: createSessions(config.SESSION_KEY) },
      page: {
        dir: dirname(fileURLToPath(import.meta.resolve('@skladbridge/page/index.html'))),
        frameAncestors: config.PAGE_FRAME_ANCESTORS,
      },
    }),
  )
})
