import { propertiesOf, type ImportTerms } from '../../domain/map-import.js'
import type { Load } from '../../domain/load-types.js'
import type { ShopProduct } from '../../domain/types.js'
import { readAttribute } from '../products/read-batch.js'
import type { ProductTurn } from '../products/product-ports.js'
import type { LoadPorts } from './load-ports.js'

export interface ImportDictionaries extends ImportTerms {
  /** MoySklad's folder by collection. */
  folders: ReadonlyMap<string, string>
  /** Additional fields by the property's name. */
  attributeIds: ReadonlyMap<string, string>
  /** «ID товара inSales»; undefined = it cannot be had. */
  idAttribute: { id: string; name: string } | undefined
  /** Something was refused: the lists may be old. */
  forget(): void
}

/** Lists of so many loads are kept. */
const MOST = 100

interface Kept extends Pick<ImportTerms, 'priceTypes' | 'priceKinds'> {
  attributeIds: Map<string, string>
}

/** What all products of a load share, read once for a load. */
export function createImportTerms(ports: LoadPorts) {
  const kept = new Map<string, Kept>()
  return async (turn: ProductTurn, load: Load, products: ShopProduct[]): Promise<ImportDictionaries> => {
    const { accountId } = turn.connection
    const { settings } = await ports.settings.get(turn.connection)
    const known = kept.get(load.id) ?? {
      priceTypes: await ports.writer.priceTypes(accountId, turn),
      priceKinds: await ports.pictures.priceKinds(turn.connection, turn),
      attributeIds: new Map<string, string>(),
    }
    if (kept.size >= MOST) kept.clear()
    kept.set(load.id, known)
    if (load.properties)
      for (const { name } of products.flatMap(propertiesOf))
        if (!known.attributeIds.has(name))
          known.attributeIds.set(name, await ports.moysklad.ensureAttribute(accountId, name, turn))
    const folders = await ports.folders.all(turn.lane)
    return {
      settings,
      ...known,
      folders: new Map(folders.map(({ collectionId, folderId }) => [collectionId, folderId])),
      idAttribute: await readAttribute(ports, turn),
      forget: () => void kept.delete(load.id),
    }
  }
}
