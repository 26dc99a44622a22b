import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['**/dist/', '**/gen/', '**/node_modules/', '.local/', 'helm/'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.recommended],
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Unions, not enums (house style: Names).' },
        { selector: 'ExportDefaultDeclaration', message: 'Named exports only (house style: Names).' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    // a describe() is a table of contents, not a function to keep short
    files: ['**/*.test.ts', '**/testing/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', 'max-lines': ['error', { max: 500 }] },
  },
  {
    // one list from top to bottom, the start order: it is read, not branched through
    files: ['services/*/src/main.ts'],
    rules: {
      'max-lines-per-function': ['error', { max: 55, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // what a component shows is markup: long, and not branched through
    files: ['**/*.tsx'],
    rules: {
      'max-lines-per-function': ['error', { max: 75, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['services/*/src/domain/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'fetch', 'process'],
      'no-restricted-syntax': [
        'error',
        { selector: 'AwaitExpression', message: 'domain/ is pure: no await.' },
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'domain/ reads no clock.',
        },
        {
          selector: 'MemberExpression[object.name="Date"][property.name="now"]',
          message: 'domain/ reads no clock.',
        },
        {
          selector: 'MemberExpression[object.name="Math"][property.name="random"]',
          message: 'domain/ makes no ids.',
        },
        { selector: 'TSEnumDeclaration', message: 'Unions, not enums (house style: Names).' },
      ],
    },
  },
)
