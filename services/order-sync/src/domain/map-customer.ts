import type { OrderSettings } from '@skladbridge/contracts'
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
  /** What tells this customer from others: the best key the merchant trusts that the order has, else the shop's client id. */
  identity: string
  name: string
  phone: string
  email: string
  inn: string
  kpp: string
  companyType: 'individual' | 'legal'
  address: string
  legalAddress: string
  lastName: string
  firstName: string
  middleName: string
}

type MatchBy = OrderSettings['counterparty']['matchBy']

const emailShape = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
/** Twelve digits for persons, ten for companies. */
const innShape = /^(\d{10}|\d{12})$/

/**
 * On a quick checkout the name may be a phone number: then the phone is the name as well. What is no e-mail or INN is left
 * out: MoySklad would refuse the whole customer for it, and the order with it.
 */
export function mapCustomer(order: InsalesOrder, matchBy: MatchBy): Customer {
  const { customer } = order
  const phone = normalisePhone(customer.phone)
  const typed = customer.email.trim().toLowerCase()
  const email = emailShape.test(typed) && typed.length <= 255 ? typed : ''
  const inn = innShape.test(customer.inn.trim()) ? customer.inn.trim() : ''
  const name = customer.name.trim() || phone || email || `Покупатель inSales ${customer.id || order.number}`
  const keys = { phone, email, inn: inn && `inn:${inn}` }
  const best = matchBy.map((key) => keys[key]).find((key) => key !== '')
  return {
    identity: best ?? (customer.id ? `client:${customer.id}` : `order:${order.id}`),
    name: cut(name),
    phone,
    email,
    inn,
    kpp: cut(customer.kpp.trim()),
    companyType: customer.kind === 'juridical' ? 'legal' : 'individual',
    address: cut(order.deliveryAddress.trim()),
    legalAddress: cut(customer.legalAddress.trim()),
    lastName: cut(customer.lastName.trim()),
    firstName: cut(customer.firstName.trim()),
    middleName: cut(customer.middleName.trim()),
  }
}

const cut = (text: string): string => text.slice(0, 255)
