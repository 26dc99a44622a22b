import { has, type Input } from '../input.js'
import { rowJson } from '../shop/row-json.js'
import type { Order, Shop } from '../shop/types.js'

const blank: Record<string, unknown> = {
  name: null,
  surname: null,
  middlename: null,
  phone: null,
  full_locality_name: null,
  address: null,
  country: null,
  state: null,
  city: null,
  zip: null,
  street: null,
  house: null,
  flat: null,
  entrance: null,
  doorphone: null,
  floor: null,
  comment: null,
  no_delivery: false,
}

export function takeAddress(address: Order['address'], input: Input): void {
  for (const key of Object.keys(blank)) if (has(input, key)) address[key] = input[key]
}

export const blankAddress = (id: number): Order['address'] => ({ ...blank, id })

export function addressJson(shop: Shop, address: Order['address']): Record<string, unknown> {
  const locality = address['full_locality_name'] ?? address['city']
  const fields = (destiny: number) =>
    shop.tables.fields
      .rows()
      .filter((field) => field['destiny'] === destiny)
      .map(rowJson)
  return {
    ...address,
    fields_values: [],
    full_locality_name: locality ?? null,
    formatted_phone: formattedPhone(address['phone']),
    full_name: joined([address['surname'], address['name'], address['middlename']], ' '),
    full_delivery_address: joined([address['zip'], locality, address['address']], ', '),
    address_for_gis: joined([locality, address['address']], ', '),
    location_valid: true,
    recipient_fields: fields(6),
    backoffice_fields: fields(1),
    kladr_autodetected_address: null,
    country_options: [{ code: 'RU', title: 'Россия', selected: true }],
    kladr_json: null,
    location: null,
  }
}

/** «+79990000001» → «+7(999)000-00-01»; anything else stays as typed. */
function formattedPhone(phone: unknown): string | null {
  if (phone == null) return null
  const [, area, a, b, c] =
    /^\+?[78](\d{3})(\d{3})(\d\d)(\d\d)$/.exec(String(phone).replace(/[\s()-]/g, '')) ?? []
  return area ? `+7(${area})${a}-${b}-${c}` : String(phone)
}

const joined = (parts: unknown[], by: string) => parts.filter(Boolean).join(by) || null
