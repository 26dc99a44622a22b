/** What the merchant's journal is told about an order besides failures, which the link itself keeps. */
export interface Note {
  orderId: string
  /** The shop's number. */
  number: string
  outcome: 'done' | 'conflict' | 'note'
  code: NoteCode
  /** Russian: what happened. */
  text: string
  /** Russian: what to do; empty = nothing. */
  advice: string
  /** Which piece of work it belongs to: done again after a crash, it is told once. */
  work: number
}

const texts = {
  ORDER_CREATED: ['Заказ {number} передан в МойСклад: {detail}.'],
  ORDER_ADOPTED: ['Заказ {number} уже был в МоемСкладе ({detail}): связан с ним, новый не создан.'],
  ORDER_ADOPTED_DIFFERENT: [
    'Заказ {number} уже был в МоемСкладе: связан с ним, хотя суммы различаются на {detail} ₽.',
    'Сверьте позиции заказа {number} в МоемСкладе и в inSales.',
  ],
  CUSTOMER_AMBIGUOUS: [
    'Покупателю заказа {number} подходят несколько контрагентов ({detail}): выбран самый старый.',
    'Объедините дубли контрагентов в МоемСкладе.',
  ],
  LINE_OVERRIDDEN: [
    'В заказе {number} обе стороны по-разному изменили: {detail}. Оставлено значение из МоегоСклада.',
  ],
  STATUS_OVERRIDDEN: ['В заказе {number} статус изменили с обеих сторон: оставлено более позднее изменение.'],
  FIELD_UNFIT: [
    'В заказе {number} поле {detail} не передано: его значение не подходит по типу к дополнительному полю.',
    'Исправьте значение в inSales или выберите в настройках дополнительное поле другого типа.',
  ],
  LINE_FOUND: [
    'В заказе {number} товар «{detail}» не был связан: найден в МоемСкладе по артикулу, штрихкоду или внешнему коду.',
  ],
  LINE_STOOD_IN: ['В заказе {number} товар «{detail}» не связан: передан товаром-заменой из настроек.'],
  PAYMENT_CREATED: ['Заказ {number} оплачен: в МоемСкладе создан платёж на {detail} ₽.'],
  PAYMENT_REFUNDED: [
    'Заказ {number} в inSales больше не оплачен. Платёж в МоемСкладе не изменён.',
    'Проверьте платёж заказа {number} в МоемСкладе.',
  ],
  PAYMENT_UNPOSTED: ['Заказ {number} в inSales больше не оплачен: проведение платежа в МоемСкладе снято.'],
  PAYMENT_POSTED: ['Заказ {number} снова оплачен: платёж в МоемСкладе проведён.'],
  GONE_INSALES: ['Заказ {number} удалён в inSales. Заказ покупателя в МоемСкладе сохранён.'],
  GONE_INSALES_STATE: ['Заказ {number} удалён в inSales: заказу покупателя присвоен статус из настроек.'],
  GONE_MOYSKLAD: [
    'Заказ {number} удалён в МоемСкладе: в inSales он не изменён и сам заново не создаётся.',
    'Если заказ нужен снова, нажмите «Отправить заново».',
  ],
  GONE_MOYSKLAD_STATUS: ['Заказ {number} удалён в МоемСкладе: заказу в inSales присвоен статус из настроек.'],
} as const satisfies Record<string, readonly [text: string, advice?: string]>

export type NoteCode = keyof typeof texts

const conflicts = new Set<NoteCode>(['LINE_OVERRIDDEN', 'STATUS_OVERRIDDEN'])
const done = new Set<NoteCode>(['ORDER_CREATED', 'ORDER_ADOPTED', 'PAYMENT_CREATED', 'PAYMENT_POSTED'])

export function noteOf(
  code: NoteCode,
  order: { id: string; number: string },
  work: number,
  detail = '',
): Note {
  const [text, advice = ''] = texts[code] as readonly [string, string?]
  const fill = (template: string) => template.replace('{number}', order.number).replace('{detail}', detail)
  return {
    orderId: order.id,
    number: order.number,
    outcome: conflicts.has(code) ? 'conflict' : done.has(code) ? 'done' : 'note',
    code,
    text: fill(text),
    advice: fill(advice),
    work,
  }
}
