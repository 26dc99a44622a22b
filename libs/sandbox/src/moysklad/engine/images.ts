import { createHash } from 'node:crypto'
import * as errors from '../errors.js'
import type { Ctx } from '../model/account.js'
import type { Child, Stored, Values } from '../model/types.js'
import { formatMoment } from '../moment.js'
import { childMeta } from './hrefs.js'

const maxImages = 10
/** Error 51004 leaves the number open; as much as a file may have. */
const maxMegabytes = 10

const signatures: [string, number[]][] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
]

/** Takes a new image in. The same file name and content give the same id, as documented. */
export function addImage(ctx: Ctx, raw: Values): Child {
  const { filename, content } = raw
  if (typeof filename !== 'string' || filename === '') throw errors.imageNoName()
  if (typeof content !== 'string' || content === '') throw errors.imageNoContent()
  const bytes = Buffer.from(content, 'base64')
  const mediaType = signatures.find(([, start]) => start.every((byte, i) => bytes[i] === byte))?.[0]
  if (!mediaType) throw errors.imageNotImage()
  if (bytes.length > maxMegabytes * 1024 * 1024) throw errors.imageTooLarge(maxMegabytes)
  const id = uuidOf(`${filename}\n${content}`)
  ctx.account.blobs.set(id, { filename, mediaType, content: bytes })
  return {
    id,
    values: {
      title: filename.replace(/\.[^.]*$/, ''),
      filename,
      size: bytes.length,
      updated: ctx.account.now(),
    },
  }
}

export function checkImageCount(images: Child[]): void {
  if (images.length > maxImages) throw errors.tooManyImages(maxImages)
}

function uuidOf(text: string): string {
  const hex = createHash('sha1').update(text).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

/** `downloadPermanentHref` comes only when asked for; it needs no authorization. */
export function showImage(ctx: Ctx, owner: Stored, image: Child, permanent: boolean): Values {
  const { title, filename, size, updated } = image.values
  const download = `${ctx.base}/download/${image.id}`
  const host = ctx.base.slice(0, -'/api/remap/1.2'.length)
  return {
    meta: {
      ...childMeta(ctx, `entity/${owner.type}/${owner.id}/images/${image.id}`, 'image'),
      downloadHref: download,
      ...(permanent && { downloadPermanentHref: `${host}/cdn/${ctx.account.id}/image/${image.id}` }),
    },
    title,
    filename,
    size,
    updated: formatMoment(Number(updated)),
    miniature: {
      href: `${download}?miniature=true`,
      type: 'image',
      mediaType: 'image/png',
      downloadHref: `${host}/storage/miniature/${ctx.account.id}/${image.id}`,
    },
    tiny: {
      href: `${host}/storage/tiny/${ctx.account.id}/${image.id}/t.png`,
      type: 'image',
      mediaType: 'image/png',
    },
  }
}
