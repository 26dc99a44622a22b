import { defineErrors } from '@skladbridge/errors'

export const orderErrors = defineErrors({
  ORDERS_LINE_NOT_LINKED: {
    kind: 'invalid',
    message: 'order {order}: line {line} has no linked product',
    text: 'Заказ {order} ждёт: товар «{line}» (артикул {sku}) не связан с товаром в МоемСкладе, и по артикулу, штрихкоду и внешнему коду не нашлось ровно одного.',
    advice: 'Свяжите товар «{line}», и заказ перейдёт сам.',
  },
  ORDERS_BEING_MADE: {
    kind: 'conflict',
    message:
      'order {order} may be one that is being made right now: its webhook is looked at again in a moment',
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
    text: 'В заказе {order} цена за единицу товара «{line}» не делится на целые копейки, inSales её не примет.',
    advice: 'Измените цену или количество.',
  },
  ORDERS_BUNDLE_TAKEN_APART: {
    kind: 'invalid',
    message: 'order {order}: components of bundle {line} make no whole bundles any more',
    text: 'В заказе {order} в МоемСкладе изменён состав комплекта «{line}». В inSales это одна строка, передать изменение нельзя.',
    advice: 'Верните состав комплекта или измените строку в inSales.',
  },
  ORDERS_CURRENCY_UNKNOWN: {
    kind: 'invalid',
    message: 'order {order}: currency {currency} is not in the account',
    text: 'Заказ {order} в валюте {currency}, а её нет в справочнике валют МоегоСклада.',
    advice: 'Добавьте валюту {currency} в МоемСкладе и нажмите «Повторить».',
  },
  ORDERS_RESEND_NEEDLESS: {
    kind: 'conflict',
    message: 'order {order} was not deleted in MoySklad',
    text: 'Заказ {order} есть в МоемСкладе: отправлять его заново не нужно.',
    advice: 'Чтобы проверить заказ ещё раз, нажмите «Повторить».',
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
