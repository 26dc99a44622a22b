/** The HTML that answers where a client expects JSON. */
export function errorPage(status: number, text: string): string {
  return [
    '<!DOCTYPE html>',
    '<html lang="ru">',
    `<head><meta charset="utf-8"><title>${text} (${status})</title></head>`,
    `<body><div class="dialog"><h1>${text}</h1></div></body>`,
    '</html>',
    '',
  ].join('\n')
}
