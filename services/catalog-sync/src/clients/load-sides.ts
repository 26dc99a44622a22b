import type { Closable } from '@skladbridge/runtime'
import type { LoadPorts } from '../handlers/load/load-ports.js'
import { createMoyskladWriter } from './moysklad-writer.js'
import { createShopPictures } from './shop-pictures.js'

export interface LoadAddresses {
  MOYSKLAD_CONNECTOR_ADDR: string
  INSALES_CONNECTOR_ADDR: string
}

/** What only a load asks of either side. */
export function createLoadSides(
  addresses: LoadAddresses,
): { ports: Pick<LoadPorts, 'writer' | 'pictures'> } & Closable {
  const { writer, ...moysklad } = createMoyskladWriter(addresses.MOYSKLAD_CONNECTOR_ADDR)
  const { pictures, ...insales } = createShopPictures(addresses.INSALES_CONNECTOR_ADDR)
  return {
    ports: { writer, pictures },
    close: async () => void (await Promise.all([moysklad.close(), insales.close()])),
  }
}
