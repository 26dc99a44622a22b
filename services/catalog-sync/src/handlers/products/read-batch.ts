import { connectionId, type CatalogSettings } from '@skladbridge/contracts'
import { AppError } from '@skladbridge/errors'
import { ATTRIBUTE_NAME } from '../../domain/decide-attribute.js'
import type { PriceTerms } from '../../domain/map-prices.js'
import type { Card, Good } from '../../domain/types.js'
import { catalogErrors } from '../../errors.js'
import type { ProductLink } from '../ports.js'
import type { Batch, ProductPorts, ProductTurn } from './product-ports.js'

/** The cards of these links in as few requests as can be: the goods, then all modifications of those that have some. */
export async function readCards(
  ports: Pick<ProductPorts, 'moysklad' | 'justRead'>,
  settings: CatalogSettings,
  links: ProductLink[],
  turn: ProductTurn,
): Promise<Map<string, Card>> {
  const { accountId } = turn.connection
  const images = settings.syncImages
  const goods = await readGoods(ports, settings, links, turn)
  const parents = [...goods.values()].filter((good) => good.kind === 'product' && good.variantsCount > 0)
  const variants =
    parents.length > 0
      ? await ports.moysklad.listVariants(
          accountId,
          parents.map(({ id }) => id),
          { images },
          turn,
        )
      : []
  const byProduct = new Map<string, Good[]>()
  for (const variant of variants) {
    const sisters = byProduct.get(variant.productId)
    if (sisters) sisters.push(variant)
    else byProduct.set(variant.productId, [variant])
  }
  return new Map(
    [...goods.values()].map((good) => [good.id, { good, variants: byProduct.get(good.id) ?? [] }]),
  )
}

/** What a sweep has just read is not asked for again, unless something is needed that a sweep does not see. */
async function readGoods(
  { moysklad, justRead }: Pick<ProductPorts, 'moysklad' | 'justRead'>,
  settings: CatalogSettings,
  links: ProductLink[],
  turn: ProductTurn,
): Promise<Map<string, Good>> {
  const images = settings.syncImages
  const found = new Map<string, Good>()
  for (const { key, wanted } of links) {
    const good = justRead.take(turn.lane, key, wanted)
    if (good && good.kind !== 'bundle' && !(images && good.imagesCount > 0)) found.set(key, good)
  }
  const open = links.filter(({ key }) => !found.has(key))
  if (open.length === 0) return found
  const refs = open.map((link) => ({ kind: link.assortmentKind ?? 'product', id: link.key }))
  const components = settings.bundles === 'bundle' && refs.some(({ kind }) => kind === 'bundle')
  const read = await moysklad.getMany(turn.connection.accountId, refs, { images, components }, turn)
  return new Map([...found, ...read])
}

/** What the whole batch needs, each asked for only where something depends on it. */
export async function readBatch(
  ports: ProductPorts,
  settings: CatalogSettings,
  cards: Card[],
  turn: ProductTurn,
): Promise<Batch> {
  const { accountId } = turn.connection
  const needsFolders = settings.collections || settings.filter.folderIds.length > 0
  const folders = needsFolders ? await ports.folders.all(turn.lane) : []
  const goods = cards.flatMap(({ good, variants }) => [good, ...variants])
  return {
    settings,
    terms: await readTerms(ports, settings, goods, turn),
    folders: new Map(folders.map((link) => [link.folderId, link])),
    stock:
      settings.filter.onlyWithStock && goods.length > 0
        ? await ports.moysklad.stock(
            accountId,
            goods.map(({ id }) => id),
            turn,
          )
        : undefined,
    attribute: await readAttribute(ports, turn),
  }
}

async function readTerms(
  { dictionaries }: ProductPorts,
  settings: CatalogSettings,
  goods: Good[],
  turn: ProductTurn,
): Promise<PriceTerms> {
  const { accountId } = turn.connection
  const hasExtra = settings.prices.some(({ insales }) => /^price\d+$/.test(insales))
  const known = new Set(goods.flatMap(({ salePrices }) => salePrices.map(({ typeId }) => typeId)))
  const isLost = settings.prices.some(
    ({ moysklad }) => !['buy', 'min'].includes(moysklad) && !known.has(moysklad),
  )
  return {
    currencies: goods.length > 0 ? await dictionaries.currencies(accountId, turn) : new Map(),
    priceKinds: hasExtra ? await dictionaries.priceKinds(turn.connection, turn) : undefined,
    priceTypes: isLost && goods.length > 0 ? await dictionaries.priceTypes(accountId, turn) : undefined,
  }
}

/** The field is made once for a connection; without the right to, products go on without it, and the merchant is told. */
export async function readAttribute(
  ports: Pick<ProductPorts, 'moysklad' | 'attributeNames' | 'journal' | 'dictionaries'>,
  turn: ProductTurn,
): Promise<Batch['attribute']> {
  const { attributeNames, moysklad, journal, dictionaries } = ports
  const { accountId, shopId } = turn.connection
  const known = await attributeNames.get(turn.lane)
  if (known?.id) return known
  if (dictionaries.refusals.has(turn.lane)) return undefined
  const names = [ATTRIBUTE_NAME, `${ATTRIBUTE_NAME} (${shopId})`]
  const name = known?.name ?? (await attributeNames.claim(turn.lane, accountId, names))
  try {
    const attribute = { name, id: await moysklad.ensureAttribute(accountId, name, turn) }
    await attributeNames.remember(turn.lane, attribute)
    return attribute
  } catch (thrown) {
    if (!(thrown instanceof AppError) || !isRefusal(thrown)) throw thrown
    dictionaries.refusals.note(turn.lane)
    const error = catalogErrors.CATALOG_ATTRIBUTE_REFUSED({ reason: thrown.text || thrown.code })
    const about = { subjectId: connectionId(turn.connection), subjectTitle: name }
    await journal(turn.connection, [{ outcome: 'note', ...about, said: error }])
    return undefined
  }
}

/** Of the field alone: MoySklad let us read the goods a moment ago. */
const isRefusal = ({ kind }: AppError): boolean => kind === 'invalid' || kind === 'denied'
