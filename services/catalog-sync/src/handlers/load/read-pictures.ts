import { AppError } from '@skladbridge/errors'
import { catalogErrors } from '../../errors.js'
import { importedName } from '../../domain/decide-images.js'
import type { ShopProduct } from '../../domain/types.js'
import type { JournalNote } from '../ports.js'
import type { ProductTurn } from '../products/product-ports.js'
import type { LoadPorts } from './load-ports.js'

/** As many as MoySklad keeps of one product. */
const MOST_IMAGES = 10
/** All pictures of a product go in one request, which takes 20 MB as text: a third is added by that. */
const MOST_BYTES = 12 * 1024 * 1024

/** A product's pictures in order. One that is gone or too large is told of and left out: the product comes without it. */
export async function readPictures(
  ports: Pick<LoadPorts, 'pictures' | 'journal'>,
  turn: ProductTurn,
  shop: ShopProduct,
): Promise<{ filename: string; content: Uint8Array }[]> {
  const read: { filename: string; content: Uint8Array }[] = []
  const notes: JournalNote[] = []
  let bytes = 0
  for (const { id, filename = '', url = '' } of [...shop.images].sort((a, b) => a.position - b.position)) {
    const leave = (reason: string) => notes.push(left(shop, filename || id, reason))
    if (read.length >= MOST_IMAGES) {
      leave('в МоемСкладе может быть не больше 10 изображений')
      continue
    }
    const content = url === '' ? [] : await download(ports, turn, url)
    if (content instanceof AppError) leave(content.text || content.code)
    else if (content.length === 0) leave('inSales ещё обрабатывает его')
    else if (bytes + content.length > MOST_BYTES) leave('все изображения товара вместе больше 12 МБ')
    else {
      bytes += content.length
      read.push({ filename: importedName(id, filename), content: Uint8Array.from(content) })
    }
  }
  if (notes.length > 0) await ports.journal(turn.connection, notes)
  return read
}

async function download(
  { pictures }: Pick<LoadPorts, 'pictures'>,
  turn: ProductTurn,
  url: string,
): Promise<Uint8Array | AppError> {
  try {
    return await pictures.download(turn.connection, url, turn)
  } catch (thrown) {
    if (thrown instanceof AppError && (thrown.kind === 'invalid' || thrown.kind === 'missing')) return thrown
    throw thrown
  }
}

function left({ id, title }: ShopProduct, file: string, reason: string): JournalNote {
  const error = catalogErrors.CATALOG_LOAD_IMAGE_LEFT({ file, title, reason })
  return { outcome: 'note', subjectId: id, subjectTitle: title, said: error }
}
