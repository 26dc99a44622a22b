import { createContext } from 'preact'
import type { Shop } from '../api/types.js'

export interface PageWorld {
  /** The shop that is being looked at; empty until one is connected. */
  shopId: string
  shop: Shop | undefined
  /** May change things; others look. */
  admin: boolean
  chooseShop(shopId: string): void
}

export const PageContext = createContext<PageWorld>({
  shopId: '',
  shop: undefined,
  admin: false,
  chooseShop: () => {},
})
