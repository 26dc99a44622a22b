import { createProduct } from '../products/products.js'
import type { Shop } from './types.js'

interface Seed {
  title: string
  description: string
  sku: string
  /** By weight; a single one has no option. */
  prices: Record<string, number>
}

const shelf: Seed[] = [
  seed('Ассам Мокалбари', 'Крепкий индийский чёрный чай', 'TEA-ASSAM', {
    '50 г': 290,
    '100 г': 540,
    '250 г': 1250,
  }),
  seed('Дарджилинг первого сбора', 'Лёгкий, с мускатной нотой', 'TEA-DARJ', { '50 г': 620, '100 г': 1190 }),
  seed('Эрл Грей', 'Чёрный чай с бергамотом', 'TEA-EARL', { '50 г': 250, '100 г': 460 }),
  seed('Сенча', 'Японский зелёный чай', 'TEA-SENCHA', { '50 г': 410, '100 г': 780 }),
  seed('Лунцзин', 'Зелёный чай из Ханчжоу', 'TEA-LUNG', { '50 г': 690, '100 г': 1320 }),
  seed('Те Гуань Инь', 'Светлый улун из Аньси', 'TEA-TGY', { '50 г': 520, '100 г': 980 }),
  seed('Да Хун Пао', 'Тёмный улун с гор Уи', 'TEA-DHP', { '50 г': 840, '100 г': 1590.5 }),
  seed('Шу пуэр «Гунтин»', 'Выдержанный, хранится годами', 'TEA-SHU', { '50 г': 380, '357 г': 2350 }),
  seed('Иван-чай ферментированный', 'Травяной, без кофеина', 'TEA-IVAN', { '50 г': 180, '100 г': 330 }),
  seed('Чайник из исинской глины', 'Объём 200 мл', 'POT-YIXING', { '': 4900 }),
  seed('Гайвань фарфоровая', 'Объём 120 мл', 'GAIWAN-120', { '': 1450 }),
  seed('Чабань бамбуковая', 'Чайный столик с поддоном', 'CHABAN-BMB', { '': 3200 }),
]

export function seedProducts(shop: Shop, count: number): void {
  for (const [at, product] of shelf.slice(0, count).entries()) {
    createProduct(shop, {
      title: product.title,
      short_description: product.description,
      description: `<p>${product.description}</p>`,
      variants_attributes: Object.entries(product.prices).map(([weight, price], variant) => ({
        sku: weight ? `${product.sku}-${Number.parseInt(weight, 10)}` : product.sku,
        barcode: `46000000${String(at).padStart(2, '0')}${String(variant).padStart(3, '0')}`,
        price,
        quantity: 10 + at,
        ...(weight && { options: [{ title: 'Вес', value: weight }] }),
      })),
    })
  }
}

function seed(title: string, description: string, sku: string, prices: Record<string, number>): Seed {
  return { title, description, sku, prices }
}
