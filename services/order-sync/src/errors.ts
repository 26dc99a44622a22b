import { defineErrors } from '@skladbridge/errors'

export const orderErrors = defineErrors({
  ORDERS_LINE_NOT_LINKED: {
    kind: 'invalid',
    message: 'order {order}: line {line} has no linked product',
    text: 'Заказ {order} ждёт: товар «{line}» не связан с товаром в МоемСкладе.',
    advice: 'Свяжите товар «{line}», и заказ перейдёт сам.',
  },
  ORDERS_POSITION_NOT_LINKED: {
    kind: 'invalid',
    message: 'order {order}: position {position} has no linked variant',
    text: 'В заказ {order} в МоемСкладе добавлен товар, который не связан с товаром inSales.',
    advice: 'Свяжите товар или уберите позицию.',
  },
  ORDERS_SUM_DIFFERS: {
    kind: 'invalid',
    message: 'order {order}: positions differ from the total by {difference}',
    text: 'Сумма позиций заказа {order} отличается от его итога на {difference} ₽.',
    advice: 'Проверьте скидки и доставку в заказе inSales.',
  },
  ORDERS_PRICE_NOT_WHOLE: {
    kind: 'invalid',
    message: 'order {order}: price of line {line} is no whole number of kopecks',
    text: 'В заказе {order} цена за единицу товара «{line}» не делится на целые копейки.',
    advice: 'Измените цену или количество.',
  },
  ORDERS_PRICE_WITH_MARGIN: {
    kind: 'invalid',
    message:
      'order {order}: price of line {line} cannot be changed in the shop, it has a discount or a margin',
    text: 'В заказе {order} нельзя передать в inSales новую цену товара «{line}»: на него действует скидка или наценка.',
    advice: 'Измените цену в inSales.',
  },
  ORDERS_NO_ORGANIZATION: {
    kind: 'invalid',
    message: 'the account has no organization',
    text: 'В МоемСкладе нет ни одного юрлица.',
    advice: 'Создайте его и нажмите «Повторить»: заказы перейдут сами.',
  },
  ORDERS_LINK_UNKNOWN: {
    kind: 'missing',
    message: 'no link for order {order}',
    text: 'Заказ {order} ещё не попадал в SkladBridge.',
    advice: 'Проверьте номер заказа. Если заказ новый, он появится сам в течение нескольких минут.',
  },
})
