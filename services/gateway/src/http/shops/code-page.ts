const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string): string => text.replace(/[&<>"']/g, (found) => escapes[found] ?? '')

/** What a shop owner sees after installing from inSales: the code, and where it goes. No script, no outside address. */
export const codePage = ({ code, shopHost }: { code: string; shopHost: string }): string => `<!doctype html>
<html lang="ru">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>SkladBridge</title>
<main>
<h1>Магазин ${escape(shopHost)} готов к подключению</h1>
<ol>
<li>Откройте МойСклад, раздел «Приложения», SkladBridge. Если его там ещё нет, установите.</li>
<li>В разделе «Подключение» выберите «По коду из inSales» и введите код:</li>
</ol>
<p><strong><code>${escape(code)}</code></strong></p>
<p>Код действует полчаса и только один раз. Новый появится, если открыть SkladBridge в бэк-офисе ещё раз.</p>
</main>
</html>
`
