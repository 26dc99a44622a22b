// What both platforms must agree on in the end. Pure.

/**
 * Sentences, none when all is well: each order is there once with its sum, each product once with its price, no
 * customer twice, and nothing that nobody made.
 *
 * @param {{ orders: Row[], customerOrders: Row[], counterparties: Row[], products: Row[], variants: Row[] }} seen
 * @typedef {Record<string, any>} Row
 */
export function findDifferences({ orders, customerOrders, counterparties, products, variants }) {
  return [
    ...ordersOff(orders, customerOrders),
    ...productsOff(products, variants),
    ...twice(counterparties.map(({ email }) => email)).map((email) => `counterparty ${email} is there twice`),
  ]
}

function ordersOff(orders, customerOrders) {
  const byName = group(customerOrders, ({ name }) => name)
  const known = new Set(orders.map(({ number }) => String(number)))
  const off = orders.flatMap(({ number, total_price: total }) => {
    const made = byName.get(String(number)) ?? []
    if (made.length !== 1) return [`order ${number} is there ${made.length} times`]
    const kopecks = Math.round(Number(total) * 100)
    return made[0].sum === kopecks ? [] : [`order ${number} has the sum ${made[0].sum}, not ${kopecks}`]
  })
  const strange = [...byName.keys()].filter((name) => !known.has(name))
  return [...off, ...strange.map((name) => `customer order ${name} comes from no order`)]
}

function productsOff(products, variants) {
  const bySku = group(variants, ({ sku }) => sku)
  return products.flatMap(({ article, salePrices }) => {
    const made = bySku.get(article) ?? []
    if (made.length !== 1) return [`product ${article} is there ${made.length} times`]
    const wanted = salePrices[0].value / 100
    return Number(made[0].price) === wanted ? [] : [`${article} costs ${made[0].price}, not ${wanted}`]
  })
}

const twice = (names) =>
  [...group(names.filter(Boolean), (name) => name)].filter(([, all]) => all.length > 1).map(([name]) => name)

function group(rows, keyOf) {
  const groups = new Map()
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row])
  return groups
}
