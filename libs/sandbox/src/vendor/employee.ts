/** Entities of `permissions` in the employee's context. */
const entities = [
  'currency,uom,productfolder,product,bundle,service,consignment,variant,store,counterparty,organization,employee',
  'settings,contract,project,country,customentity,demand,customerorder,internalorder,invoiceout,invoicein,paymentin',
  'paymentout,cashin,cashout,supply,salesreturn,purchasereturn,retailstore,move,enter,loss,pricelist,assortment',
  'inventory,webhook,task',
].flatMap((line) => line.split(','))
const views = ['dashboard', 'stock', 'customAttributes', 'pnl', 'audit_dashboard', 'dashboardMoney']

export interface EmployeeChoice {
  /** Default: the account's admin. */
  admin?: boolean
  id?: string
  uid?: string
  name?: string
}

/** Whoever opened the solution's window, as `POST /context/{contextKey}` shows them. */
export function employeeJson(
  account: { accountId: string; accountName: string },
  employee: Required<EmployeeChoice>,
) {
  const base = 'https://api.moysklad.ru/api/remap/1.2'
  const meta = {
    href: `${base}/entity/employee/${employee.id}`,
    metadataHref: `${base}/entity/employee/metadata`,
    type: 'employee',
    mediaType: 'application/json',
    uuidHref: `https://online.moysklad.ru/app/#employee/edit?id=${employee.id}`,
  }
  return {
    meta: { ...meta, href: `${meta.href}?expand=cashier.retailStore` },
    id: employee.id,
    accountId: account.accountId,
    owner: { meta },
    shared: true,
    updated: '2026-01-10 18:37:25.786',
    name: employee.name,
    externalCode: employee.id.slice(0, 22),
    archived: false,
    created: '2025-01-09 10:53:45.202',
    uid: employee.uid,
    email: `${employee.uid.split('@')[0]}@example.ru`,
    lastName: employee.name,
    fullName: employee.name,
    shortFio: employee.name,
    cashiers: [],
    permissions: permissions(employee.admin),
  }
}

function permissions(admin: boolean): Record<string, Record<string, string>> {
  const all = { view: 'ALL', create: 'ALL', update: 'ALL', delete: 'ALL' }
  return {
    ...Object.fromEntries(entities.map((entity) => [entity, all])),
    ...Object.fromEntries(views.map((view) => [view, { view: 'ALL' }])),
    admin: { view: admin ? 'ALL' : 'NO' },
  }
}
