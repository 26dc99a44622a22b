import type { moysklad } from '@skladbridge/proto'
import { entityLink } from '../hrefs.js'

type Body = Record<string, unknown>

export function toNewBody({ tags, ...customer }: moysklad.Customer): Body {
  const { syncId, companyType } = customer
  return { syncId, companyType, ...detailsOf(customer), ...(tags.length > 0 ? { tags } : {}) }
}

/** What an existing one is told anew; empty details stay as they are. */
export const toChangeBody = (baseUrl: string, id: string, customer: moysklad.Customer): Body => ({
  ...entityLink(baseUrl, 'counterparty', id),
  ...detailsOf(customer),
})

function detailsOf(customer: Omit<moysklad.Customer, 'tags'>): Body {
  const { name, phone, email, inn, kpp, actualAddress, legalAddress, companyType } = customer
  const person =
    companyType === 'individual'
      ? {
          legalLastName: customer.lastName,
          legalFirstName: customer.firstName,
          legalMiddleName: customer.middleName,
        }
      : { kpp, legalAddress }
  const details = { name, phone, email, inn, actualAddress, ...person }
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== ''))
}
