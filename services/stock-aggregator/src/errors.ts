import { defineErrors } from '@skladbridge/errors'

export const stockErrors = defineErrors({
  STOCK_RUN_HELD: {
    kind: 'invalid',
    message: 'the report takes {vanishing} of {inStock} variants to zero',
    text: 'По отчёту МоегоСклада обнулятся остатки {vanishing} вариантов из {inStock}. Передача остановлена.',
    advice: 'Подтвердите передачу, если товаров действительно нет, или отклоните её.',
  },
  STOCK_HOLD_GONE: {
    kind: 'missing',
    message: 'run {run} is not held',
    text: 'Эта передача остатков уже не ждёт решения.',
    advice: 'Обновите страницу.',
  },
  STOCK_WRITE_LOST: {
    kind: 'invalid',
    message: 'the shop does not take the quantity of variant {variant}',
    text: 'Магазин несколько раз не принял остаток варианта {variant}.',
    advice: 'Проверьте этот вариант в inSales: ведётся ли учёт остатков и верны ли его склады.',
  },
  STOCK_VARIANT_GONE: {
    kind: 'missing',
    message: 'variant {variant} is not in the shop any more',
    text: 'Вариант {variant} удалён в магазине: его остаток больше не передаётся.',
    advice: 'Если вариант удалён по ошибке, создайте его заново и свяжите с товаром МоегоСклада.',
  },
  STOCK_NO_CONNECTION: { kind: 'invalid', message: 'the request names no connection' },
})
