/** A small shop of household goods, as a person would have typed it in. Prices in kopecks. */
export interface SeedProduct {
  folder: string
  name: string
  article: string
  description: string
  price: number
  wholesale: number
  old?: number
  cost: number
  weight: number
  /** On the main store, in the shop. */
  stock: [number, number]
  image?: boolean
  vat?: number
}

export const folders = ['Кухня', 'Текстиль', 'Освещение', 'Хранение']

// prettier-ignore
export const products: SeedProduct[] = [
  { folder: 'Кухня', name: 'Кружка керамическая «Утро», 350 мл', article: 'KR-0350', description: 'Матовая глазурь, можно мыть в посудомоечной машине.', price: 59000, wholesale: 42000, cost: 23000, weight: 0.32, stock: [48, 12], image: true },
  { folder: 'Кухня', name: 'Тарелка обеденная «Утро», 27 см', article: 'TR-0270', description: 'Каменная керамика.', price: 89000, wholesale: 64000, cost: 36000, weight: 0.74, stock: [30, 8], image: true },
  { folder: 'Кухня', name: 'Сковорода чугунная, 26 см', article: 'SK-0260', description: 'Литой чугун, подходит для индукции.', price: 329000, wholesale: 258000, old: 379000, cost: 171000, weight: 2.6, stock: [14, 3] },
  { folder: 'Кухня', name: 'Турка медная, 300 мл', article: 'TU-0300', description: 'С деревянной ручкой.', price: 219000, wholesale: 165000, cost: 98000, weight: 0.41, stock: [9, 2] },
  { folder: 'Текстиль', name: 'Плед вязаный «Уют», 130×170 см', article: 'PL-1317', description: 'Хлопок и акрил.', price: 449000, wholesale: 330000, old: 499000, cost: 214000, weight: 1.1, stock: [0, 0], image: true },
  { folder: 'Текстиль', name: 'Полотенце махровое, 70×140 см', article: 'PO-7014', description: 'Плотность 500 г/м².', price: 129000, wholesale: 92000, cost: 51000, weight: 0.49, stock: [60, 20] },
  { folder: 'Текстиль', name: 'Скатерть льняная, 140×220 см', article: 'SC-1422', description: 'Умягчённый лён.', price: 359000, wholesale: 268000, cost: 162000, weight: 0.82, stock: [11, 4] },
  { folder: 'Освещение', name: 'Лампа настольная «Журавль»', article: 'LN-0001', description: 'Цоколь E27, провод 1,8 м.', price: 279000, wholesale: 205000, cost: 124000, weight: 1.35, stock: [17, 5], image: true },
  { folder: 'Освещение', name: 'Гирлянда «Роса», 10 м', article: 'GI-0010', description: 'Тёплый свет, 100 диодов.', price: 119000, wholesale: 84000, old: 149000, cost: 39000, weight: 0.21, stock: [75, 25] },
  { folder: 'Хранение', name: 'Корзина плетёная, средняя', article: 'KO-0002', description: 'Водный гиацинт.', price: 169000, wholesale: 121000, cost: 67000, weight: 0.9, stock: [22, 6] },
  { folder: 'Хранение', name: 'Короб для вещей складной', article: 'KB-0040', description: '40×30×25 см, лён.', price: 99000, wholesale: 71000, cost: 33000, weight: 0.65, stock: [40, 10] },
  { folder: 'Хранение', name: 'Вешалка напольная, дуб', article: 'VE-0170', description: 'Высота 170 см.', price: 699000, wholesale: 540000, cost: 352000, weight: 6.4, stock: [5, 1] },
]

export const plaidColours = ['серый', 'бежевый', 'терракотовый']

/** Colours are MoySklad's own for these states. */
export const orderStates: [name: string, color: number, stateType: string][] = [
  ['Новый', 15106326, 'Regular'],
  ['Подтверждён', 40931, 'Regular'],
  ['Собран', 8767198, 'Regular'],
  ['Отгружен', 10774205, 'Regular'],
  ['Доставлен', 8825440, 'Successful'],
  ['Отменён', 15280409, 'Unsuccessful'],
]

export const priceTypeNames = ['Цена продажи', 'Цена для опта', 'Старая цена']

export const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAAA3NCSVQICAjb4U/gAAAAEHRFWHRTb2Z0d2FyZQBTaHV0dGVyY4LQCQAAAAxJREFUCNdj+PePAQAE+gH90KA5ZAAAAABJRU5ErkJggg=='
