import { insales } from '@skladbridge/proto'
import { grpcService, type GrpcBinding } from '@skladbridge/runtime'
import type { Installs } from '../connections/installs.js'
import { filled, idOf, noLonger } from './arguments.js'

/** Callbacks of shops that install, open and remove the application in inSales. */
export const installsService = (installs: Installs): GrpcBinding =>
  grpcService(insales.InstallsService, {
    async install({ shop, token, insalesId }) {
      const shopId = idOf(insalesId, 'insales_id')
      await installs.install({
        host: filled(shop, 'shop', 255),
        token: filled(token, 'token', 255),
        shopId,
      })
      return {}
    },
    async beginLogin({ shop, insalesId, returnUrl }) {
      const asked = { host: filled(shop, 'shop', 255), shopId: idOf(insalesId, 'insales_id') }
      const redirectUrl = await installs.beginLogin({
        ...asked,
        returnUrl: filled(returnUrl, 'return_url', 2_000),
      })
      return { redirectUrl }
    },
    async finishLogin({ loginId, ...answer }) {
      for (const [name, value] of Object.entries(answer)) noLonger(value, name, 500)
      const { code, host, expiresAt } = await installs.finishLogin(filled(loginId, 'login_id', 64), answer)
      return { code, shopHost: host, expiresAt: expiresAt.toISOString() }
    },
    async uninstall({ token, insalesId }) {
      await installs.uninstall({
        token: filled(token, 'token', 255),
        shopId: idOf(insalesId, 'insales_id'),
      })
      return {}
    },
  })
