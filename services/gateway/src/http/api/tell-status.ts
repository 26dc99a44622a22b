import type { Services } from '../../ports.js'

/**
 * Tells MoySklad how far set-up is, as it is now: after an installation that could only be answered «Activating», and for
 * whatever went past us. Told again it changes nothing.
 */
export async function tellStatus(
  { insalesConnections, moyskladAccounts }: Pick<Services, 'insalesConnections' | 'moyskladAccounts'>,
  accountId: string,
): Promise<void> {
  const page = { accountId, afterAccountId: '', afterShopId: '', limit: 100 }
  const { connections } = await insalesConnections.list(page)
  const isSetUp = connections.some(({ state }) => state !== 'removed')
  await moyskladAccounts.reportStatus({ accountId, status: isSetUp ? 'Activated' : 'SettingsRequired' })
}
