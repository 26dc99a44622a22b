// The walls between rooms (ARCHITECTURE.md, «Where things are»; house style, «Rooms»).
const tests = '\\.test\\.ts$|/testing/'
const wall = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
const roomMayNot = (room, forbidden, comment) =>
  wall(`room-${room}`, comment, { path: `^services/[^/]+/src/${room}/`, pathNot: tests }, { path: forbidden })

const outside = 'node_modules/(\\.pnpm/)?'
const pkg = (...names) => `${outside}(${names.map((n) => n.replace('/', '[+/]')).join('|')})[@/]`
const lib = (...names) => `^(libs/(${names.join('|')})|proto)/`

// each lib, and the libs below it
const below = {
  errors: [],
  contracts: ['errors'],
  runtime: ['errors'],
  duties: ['errors', 'runtime'],
  'http-client': ['errors', 'runtime'],
  messaging: ['errors', 'contracts', 'runtime'],
  reconciler: ['errors', 'contracts', 'runtime', 'messaging'],
  settings: ['errors', 'contracts', 'runtime'],
  journal: ['errors', 'contracts', 'runtime', 'reconciler'],
  'lane-sources': ['contracts', 'runtime', 'reconciler'],
  sandbox: [],
  testing: ['runtime', 'errors'],
}

// libs that know the contracts between services
const speakGrpc = ['settings', 'lane-sources', 'journal']

module.exports = {
  forbidden: [
    wall('no-circles', 'A circle has no first file to read.', {}, { circular: true }),
    wall(
      'service-to-service',
      'Services meet over gRPC and events, never in source.',
      { path: '^services/([^/]+)/' },
      { path: '^services/', pathNot: '^services/$1/' },
    ),
    wall('lib-to-service', 'Libs know no service.', { path: '^(libs|proto)/' }, { path: '^services/' }),
    ...Object.entries(below).map(([name, lower]) =>
      wall(
        `lib-${name}`,
        `libs/${name} may import only ${lower.join(', ') || 'nothing of ours'}.`,
        { path: `^libs/${name}/`, pathNot: tests },
        {
          path: '^(libs|proto)/',
          pathNot: `^(libs/(${[name, ...lower].join('|')})|${speakGrpc.includes(name) ? 'proto' : 'none'})/`,
        },
      ),
    ),
    wall(
      'product-imports-no-sandbox',
      'Sandboxes and test helpers are no part of the product.',
      { path: '^(libs|services)/', pathNot: `${tests}|^libs/(sandbox|testing)/` },
      { path: '^libs/(sandbox|testing)/|^libs/[^/]+/src/testing/' },
    ),
    wall(
      'lane-sources-are-for-syncs',
      'Only services with lanes ask the owners for them; it is all that they ask billing for (ARCHITECTURE.md, «Call graph»).',
      {
        path: '^(libs|services)/',
        pathNot: '^services/(catalog-sync|order-sync|stock-aggregator)/|^libs/lane-sources/',
      },
      { path: '^libs/lane-sources/' },
    ),
    wall(
      'main-is-not-imported',
      'main.ts is where things are made, not a place to import from.',
      {},
      { path: '^services/[^/]+/src/main\\.ts$' },
    ),
    wall(
      'handler-without-row',
      'A handler that no handlers/index.ts names has no queue: its events are lost, or cannot be published.',
      { path: '^services/([^/]+)/src/main\\.ts$' },
      { path: '^services/$1/src/handlers/on-[^/]+\\.ts$', pathNot: tests, reachable: false },
    ),
    roomMayNot(
      'domain',
      `^services/[^/]+/src/(handlers|stores|clients|http|grpc|moysklad|insales)/|${lib('messaging', 'reconciler', 'runtime', 'http-client', 'duties')}|${pkg('mongoose', 'fastify', 'amqplib', '@grpc/grpc-js', 'undici', 'pino')}`,
      'domain/ computes: contracts, errors and itself.',
    ),
    roomMayNot(
      'handlers',
      `^services/[^/]+/src/(stores|clients|http|grpc)/|${pkg('mongoose', 'fastify', 'amqplib', '@grpc/grpc-js', 'undici')}`,
      'handlers/ load, decide, act, remember through ports.',
    ),
    roomMayNot(
      'stores',
      `^services/[^/]+/src/(clients|http|grpc)/|${pkg('fastify', 'amqplib', '@grpc/grpc-js', 'undici')}`,
      'stores/ keep this service’s collections.',
    ),
    roomMayNot(
      'clients',
      `^services/[^/]+/src/(stores|http|grpc)/|${pkg('mongoose', 'fastify', 'amqplib')}`,
      'clients/ call one other system.',
    ),
    roomMayNot(
      '(http|grpc)',
      `^services/[^/]+/src/(stores|clients)/|${pkg('mongoose', 'amqplib', 'undici')}`,
      'http/ and grpc/ parse, ask, answer.',
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.check.json' },
    enhancedResolveOptions: {
      conditionNames: ['skladbridge-source', 'import', 'require', 'node', 'default'],
      exportsFields: ['exports'],
    },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.local)/' },
    cache: { folder: 'node_modules/.cache/depcruise', strategy: 'content' },
  },
}
