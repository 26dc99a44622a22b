import type { Access } from './types.js'

/** 1 000 ₽ a month, in kopecks. */
export const PRICE_MINOR = 100_000

const DAY_MS = 24 * 60 * 60 * 1000
const howToPay =
  'Оплатите подписку в МоемСкладе: «Приложения» → SkladBridge → «Купить»; 1 000 ₽ в месяц. После оплаты всё продолжится само.'

/** Whole days until the end, begun ones count; -1 = no end known. */
export const daysLeft = (until: Date | null, now: Date): number =>
  until ? Math.max(0, Math.ceil((until.getTime() - now.getTime()) / DAY_MS)) : -1

/** «1 день», «3 дня», «7 дней». */
export function inDays(count: number): string {
  const [tens, ones] = [Math.floor(count / 10) % 10, count % 10]
  if (tens === 1 || ones === 0 || ones > 4) return `${count} дней`
  return ones === 1 ? `${count} день` : `${count} дня`
}

const date = (moment: Date): string =>
  new Intl.DateTimeFormat('ru', { dateStyle: 'long', timeZone: 'Europe/Moscow' }).format(moment)

/** «Подписка»: how things stand, and what to do; the latter empty when nothing is. */
export function describeSubscription(
  { reason, until }: Pick<Access, 'reason' | 'until'>,
  now: Date,
): { text: string; advice: string } {
  switch (reason) {
    case 'trial':
      return {
        text: `Идёт пробный период: до конца ${inDays(daysLeft(until, now))}.`,
        advice: howToPay,
      }
    case 'paid':
      return { text: until ? `Подписка оплачена до ${date(until)}.` : 'Подписка оплачена.', advice: '' }
    case 'trial-ended':
      return {
        text: 'Пробный период закончился, синхронизация остановлена. Изменения запоминаются и будут переданы после оплаты.',
        advice: howToPay,
      }
    case 'suspended':
      return {
        text: 'МойСклад приостановил приложение: подписка не оплачена. Изменения запоминаются и будут переданы после оплаты.',
        advice: howToPay,
      }
    case 'uninstalled':
      return {
        text: 'Приложение удалено из МоегоСклада. Связи и настройки хранятся 30 дней.',
        advice: 'Установите его снова в разделе «Приложения», и всё продолжится.',
      }
  }
}
