import type { InsalesOrder } from './types.js'

/**
 * A Russian phone in E.164: 8, 7 or +7 and ten digits, or ten digits. Other countries' numbers keep their digits when
 * they came with a plus. Empty when it is no phone number.
 */
export function normalisePhone(typed: string): string {
  const digits = typed.replace(/\D/g, '')
  if (digits.length === 11 && (digits.startsWith('8') || digits.startsWith('7')))
    return `+7${digits.slice(1)}`
  if (digits.length === 10) return `+7${digits}`
  const international = typed.trim().startsWith('+') && digits.length >= 8 && digits.length <= 15
  return international ? `+${digits}` : ''
}

export interface Customer {
  /** What tells this customer from others, in the order phone, e-mail, client id of the shop. */
  identity: string
  name: string
  phone: string
  email: string
  inn: string
  companyType: 'individual' | 'legal'
}

/** On a quick checkout the name may be a phone number: then the phone is the name as well. */
export function mapCustomer({ customer }: InsalesOrder): Customer {
  const phone = normalisePhone(customer.phone)
  const email = customer.email.trim().toLowerCase()
  const name = customer.name.trim() || phone || email || `Покупатель inSales ${customer.id}`
  return {
    identity: phone || email || `client:${customer.id}`,
    name: name.slice(0, 255),
    phone,
    email,
    inn: customer.inn,
    companyType: customer.kind === 'juridical' ? 'legal' : 'individual',
  }
}
