import { generated, page, table } from './markdown.mjs'

/**
 * docs/errors.md: every row of every table.
 *
 * @param {{ owner: string, definitions: Record<string, import('@skladbridge/errors').ErrorDefinition> }[]} tables
 */
export const errorsPage = (tables) =>
  page(
    '# Errors',
    generated,
    [
      'The kind says what to do and is the only thing retry logic looks at (ARCHITECTURE.md, «Failures»); the code says',
      'what happened. The Russian sentence is what the merchant reads; where there is none, no merchant can meet it. «What to',
      'do» stands beside it in the journal; where there is none, it goes on by itself.',
    ].join('\n'),
    ...[...tables]
      .sort((a, b) => (a.owner < b.owner ? -1 : 1))
      .flatMap(({ owner, definitions }) => [
        `## ${owner}`,
        table(
          ['code', 'kind', 'for operators', 'for the merchant', 'what to do'],
          Object.entries(definitions).map(([code, { kind, message, text, advice }]) => [
            `\`${code}\``,
            kind,
            message,
            text ?? '',
            advice ?? '',
          ]),
        ),
      ]),
  )

/** The tables among a module's exports: `<something>Errors`, made by `defineErrors`. */
export const tablesIn = (owner, exported) =>
  Object.entries(exported)
    .filter(([name, value]) => name.endsWith('Errors') && value !== null && typeof value === 'object')
    .filter(([, value]) => 'definitions' in value)
    .map(([, { definitions }]) => ({ owner, definitions }))
