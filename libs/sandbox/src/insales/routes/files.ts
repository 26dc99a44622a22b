import type { FastifyInstance } from 'fastify'
import { id, record } from '../input.js'
import type { Image, Shop } from '../shop/types.js'

const types: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
}

/** Pictures are public, like those of any shop. All sizes are the picture that was sent. */
export function fileRoutes(app: FastifyInstance, shops: () => Iterable<Shop>): void {
  app.get('/images/products/:id/:name', (request, reply) => {
    const image = findImage(shops(), id(record(request.params)['id']))
    if (!image || image.processing) return reply.callNotFound()
    const suffix = image.filename.split('.').at(-1)?.toLowerCase() ?? ''
    return reply.type(types[suffix] ?? 'application/octet-stream').send(image.bytes)
  })
}

function findImage(shops: Iterable<Shop>, imageId: number): Image | undefined {
  for (const shop of shops) {
    for (const product of shop.tables.products.rows()) {
      const image = product.images.find((candidate) => candidate.id === imageId)
      if (image) return image
    }
  }
  return undefined
}
