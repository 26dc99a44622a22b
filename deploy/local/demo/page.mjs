import { Trouble } from '../scope.mjs'

/** The settings API as the page uses it. */
export function createPage(publicUrl) {
  let token
  async function ask(method, path, body, headers = {}) {
    const answer = await fetch(`${publicUrl}/api/v1${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(35_000),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Trouble(`${method} ${path} answered ${answer.status}: ${text.slice(0, 300)}`)
    return { body: JSON.parse(text), etag: answer.headers.get('etag') }
  }
  const call = async (...request) => (await ask(...request)).body
  return {
    async open(contextKey) {
      token = (await call('POST', '/session', { contextKey })).token
    },
    /** Where one order stands. @param {string} shopId @param {number} orderId */
    order: (shopId, orderId) => call('GET', `/connections/${shopId}/orders/${orderId}`),
    /** First load: `wanted` as POST loads takes it. */
    prepareLoad: (shopId, wanted) => call('POST', `/connections/${shopId}/loads`, wanted),
    lastLoad: (shopId) => call('GET', `/connections/${shopId}/loads/last`),
    /** A page of its rows. @param {string} shopId @param {string} query */
    loadItems: (shopId, query = '') =>
      call('GET', `/connections/${shopId}/loads/last/items?limit=1000&${query}`),
    /** start, pause, continue, cancel, retry @param {string} shopId @param {string} loadId @param {string} change */
    changeLoad: (shopId, loadId, change) =>
      call('POST', `/connections/${shopId}/loads/${loadId}/${change}`, {}),
    answerConflicts: (shopId, answer) => call('POST', `/connections/${shopId}/loads/last/conflicts`, answer),
    connect: (shop) => call('POST', '/connections', shop),
    /** By either number. @param {string} shopId @param {string} number */
    orderByNumber: (shopId, number) => call('GET', `/connections/${shopId}/orders/by-number/${number}`),
    /** @param {string} shopId */
    waitingOrders: (shopId) => call('GET', `/connections/${shopId}/orders/waiting`),
    /** @param {string} shopId @param {number} orderId */
    resendOrder: (shopId, orderId) => call('POST', `/connections/${shopId}/orders/${orderId}/resend`, {}),
    /** @param {string} shopId */
    journal: (shopId) => call('GET', `/connections/${shopId}/journal?subject=order`),
    /** @param {string} shopId */
    runStock: (shopId) => call('POST', `/connections/${shopId}/stock/runs`, {}),
    /** The last runs, newest first. @param {string} shopId */
    stockRuns: async (shopId) => (await call('GET', `/connections/${shopId}/stock/runs`)).runs,
    /** The run that waits for a word. @param {string} shopId */
    stockHold: (shopId) => call('GET', `/connections/${shopId}/stock/hold`),
    /** @param {string} shopId @param {string} runId @param {'confirm' | 'reject'} word */
    decideStock: (shopId, runId, word) =>
      call('POST', `/connections/${shopId}/stock/runs/${runId}/${word}`, {}),
    /** Settings as they are, with some of them changed. */
    async change(shopId, kind, settings) {
      const path = `/connections/${shopId}/settings/${kind}`
      const { body, etag } = await ask('GET', path)
      return call('PUT', path, { ...body, ...settings }, { 'if-match': etag })
    },
    save: (shopId, kind, settings) =>
      call('PUT', `/connections/${shopId}/settings/${kind}`, settings, { 'if-match': '"0"' }),
  }
}
