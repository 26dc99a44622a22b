import type { LinkFailure } from '@skladbridge/reconciler'

type Told = Pick<LinkFailure, 'kind' | 'text' | 'advice'>

const parkedBug = 'Внутренняя ошибка SkladBridge: после нескольких попыток мы остановились.'
const retryOrAsk = 'Нажмите «Повторить». Если не поможет, напишите в поддержку SkladBridge.'
const nameless = 'Не получилось.'

/**
 * What the merchant reads about a failure. While we try again by ourselves there is nothing to do, whatever an error advises
 * those who wait for an answer; access only the merchant can mend. Texts of bugs say that we go on trying: not so any more
 * when the link is parked.
 */
export function sentencesOf({ kind, text, advice }: Told, parked: boolean): { text: string; advice: string } {
  return {
    text: parked && kind === 'bug' ? parkedBug : text || nameless,
    advice: parked || kind === 'denied' ? advice || retryOrAsk : '',
  }
}
