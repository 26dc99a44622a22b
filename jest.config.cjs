// One transform, three kinds of tests told apart by suffix:
//   .test.ts needs nothing · .int.test.ts needs one server · .e2e.test.ts needs the whole system
const esmOnly = ['content-disposition', 'cookie', 'jose', 'lru-cache', 'uuid']
const common = {
  testEnvironment: 'node',
  // `skladbridge-source` makes workspace packages resolve to their sources: tests never need a build.
  testEnvironmentOptions: {
    customExportConditions: ['skladbridge-source', 'node', 'node-addons', 'require', 'default'],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.m?[tj]s$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!\\.pnpm/(${esmOnly.join('|')})@|(${esmOnly.join('|')})/)`],
  modulePathIgnorePatterns: ['/dist/', '/\\.local/'],
  roots: ['<rootDir>/libs', '<rootDir>/services', '<rootDir>/deploy'],
}

module.exports = {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.int\\.test\\.ts$', '\\.e2e\\.test\\.ts$'],
    },
    { ...common, displayName: 'int', testMatch: ['**/*.int.test.ts'] },
    {
      ...common,
      displayName: 'e2e',
      testMatch: ['**/*.e2e.test.ts'],
      globalSetup: '<rootDir>/deploy/e2e/testing/global-setup.mjs',
    },
  ],
  testTimeout: 60_000,
}
