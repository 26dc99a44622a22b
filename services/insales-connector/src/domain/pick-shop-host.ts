/** Where inSales itself answers for a shop; any other domain is somebody's, and gets no password from us. */
const platformDomain = 'myinsales.ru'

const hostPattern = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/

export type PickedHost =
  | { kind: 'platform'; host: string }
  /** A domain of the merchant's own: only good where a shop that we already know says that it is its main one. */
  | { kind: 'own'; host: string }
  | { kind: 'refused' }

/**
 * What a merchant types into «адрес магазина»: `shop.myinsales.ru`, `https://Shop.myinsales.ru/admin/orders`. Anything
 * with a port, a user, another scheme or an IP address is refused.
 */
export function pickShopHost(typed: string): PickedHost {
  const text = typed.trim().toLowerCase()
  if (/^[a-z][a-z0-9+.-]*:\/\//.test(text) && !/^https?:\/\//.test(text)) return { kind: 'refused' }
  const host = text
    .replace(/^https?:\/\//, '')
    .replace(/[/?#].*$/, '')
    .replace(/\.$/, '')
  if (!hostPattern.test(host)) return { kind: 'refused' }
  if (host.endsWith(`.${platformDomain}`)) return { kind: 'platform', host }
  return host === platformDomain ? { kind: 'refused' } : { kind: 'own', host }
}
