/** Cheap questions that need the same right as what was denied below the path. */
const probes = [
  { below: '/orders', path: '/orders/count.json' },
  { below: '/products', path: '/products/count.json' },
  { below: '/product_fields', path: '/product_fields.json' },
  { below: '/webhooks', path: '/webhooks.json' },
]

/**
 * What to ask a shop that denied `path`, to see whether it lets us in again. Asking for something else would find an
 * open door beside the closed one, and the connection would go to and fro.
 */
export const pickProbePath = (path: string): string =>
  probes.find(({ below }) => path === `${below}.json` || path.startsWith(`${below}/`))?.path ??
  '/account.json'
