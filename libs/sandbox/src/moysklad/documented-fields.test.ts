import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { definitions } from './entities/index.js'
import { compileFilter, type Operator } from './engine/filter.js'
import { createAccount } from './model/account.js'
import { createTestKit } from './testing/kit.js'

const file = resolve(process.cwd(), '../shared/api/moysklad.md')

interface Row {
  type: string
  field: string
  operators: string[]
}

/** The field tables of the documentation: `| name | type | operators of its filter | … |`. */
function rowsOf(text: string): Row[] {
  return text.split(/^#### A\. /m).flatMap((section) => {
    const type = /^\w+/.exec(section)?.[0] ?? ''
    const withFilter = section.includes('| Название | Тип | Фильтрация |')
    if (!withFilter || !definitions.has(type)) return []
    return [...section.matchAll(/^\| (\w+) \| [^|]+ \|([^|]*)\|/gm)].map(([, field, operators]) => ({
      type,
      field: field!,
      operators: operators!.trim().split(/\s+/).filter(Boolean),
    }))
  })
}

/** `meta` is no field; the others are not part of what the sandbox shows. */
const notKept = new Set([
  'meta', 'minimumStock', 'zones', 'slots', 'bonusProgram', 'contactpersons', 'notes', 'accounts', 'files', 'images',
  'positions', 'components', 'cashiers', 'image', 'salary', 'effectiveVat', 'effectiveVatEnabled', 'variantsCount',
]) // prettier-ignore

if (existsSync(file)) {
  const rows = rowsOf(readFileSync(file, 'utf8'))
  const ctx = {
    account: createAccount(createTestKit(), 'a', 'a'),
    principal: { kind: 'user' as const, key: '', uid: '' },
    base: 'https://api.moysklad.ru/api/remap/1.2',
    changes: [],
  }
  const understands = (type: string, field: string, operator: string) => {
    const samples = ['', '2026-01-01 00:00:00', 'true', '1', 'https://api.moysklad.ru/api/remap/1.2/entity/x/11111111-1111-4111-8111-111111111111', '11111111-1111-4111-8111-111111111111'] // prettier-ignore
    return samples.slice(1).some((value) => {
      try {
        compileFilter(ctx, definitions.get(type)!, [{ field, operator: operator as Operator, value }])
        return true
      } catch {
        return false
      }
    })
  }

  describe('fields as documented', () => {
    it('the tables are found', () => {
      expect(rows.length).toBeGreaterThan(250)
    })

    it('every field is known', () => {
      const own = new Set(['id', 'accountId', 'updated', 'updatedBy', 'deleted', 'created'])
      const unknown = rows.filter(
        ({ type, field }) =>
          !notKept.has(field) && !own.has(field) && !(field in definitions.get(type)!.fields),
      )
      expect(unknown.map(({ type, field }) => `${type}.${field}`)).toEqual([])
    })

    it('what is documented as a filter works, with each operator', () => {
      const refused = rows
        .filter(({ operators }) => operators.length > 0 && operators[0] !== 'Операторы')
        .flatMap(({ type, field, operators }) =>
          operators
            .filter((operator) => !understands(type, field === 'barcodes' ? 'barcode' : field, operator))
            .map((operator) => `${type}.${field} ${operator}`),
        )
      expect(refused).toEqual([])
    })

    it('what is not documented as a filter is refused', () => {
      const accepted = rows
        .filter(({ operators, field }) => operators.length === 0 && field !== 'accountId')
        .filter(({ type, field }) => ['=', '~', '>'].some((operator) => understands(type, field, operator)))
      expect(accepted.map(({ type, field }) => `${type}.${field}`)).toEqual([])
    })
  })
} else {
  it('without the documentation at hand, filters by a field nobody knows are still refused', () => {
    expect(definitions.get('product')!.fields.nosuch).toBeUndefined()
  })
}
