import { z } from 'zod'
import type { Shop } from '../shop.js'
import { id, text } from '../values.js'

const optionNamesSchema = z.array(z.object({ id, title: text }))
const pageSize = 250
const mostPages = 20

export type Renaming = 'renamed' | 'taken' | 'missing'

const fold = (title: string): string => title.trim().toLocaleLowerCase('ru')

/** Looks before it writes, so that a repeat finds it done. The shop keeps one name for all products (api/insales.md §2.2). */
export async function renameOption(shop: Shop, from: string, to: string): Promise<Renaming> {
  const names = await listOptionNames(shop)
  const standing = names.find(({ title }) => fold(title) === fold(from))
  const other = names.find(({ title }) => fold(title) === fold(to))
  if (!standing) return other ? 'renamed' : 'missing'
  if (other && other.id !== standing.id) return 'taken'
  if (standing.title === to) return 'renamed'
  await shop.write(
    {
      operation: 'option_names.update',
      about: `свойство вариантов «${from}»`,
      method: 'PUT',
      path: `/option_names/${standing.id}.json`,
      body: { option_name: { title: to } },
    },
    z.unknown(),
  )
  return 'renamed'
}

async function listOptionNames(shop: Shop): Promise<z.output<typeof optionNamesSchema>> {
  const all: z.output<typeof optionNamesSchema> = []
  for (let page = 1; page <= mostPages; page += 1) {
    const call = { operation: 'option_names.list', about: 'свойства вариантов', path: '/option_names.json' }
    const rows = await shop.read({ ...call, query: { per_page: pageSize, page } }, optionNamesSchema)
    all.push(...rows)
    if (rows.length < pageSize) break
  }
  return all
}
