export { fakeLanes } from './fake-lanes.js'
export { fakeReconciler, type FakeReconciler } from './fake-reconciler.js'
export { fakeTurn, type FakeTurn } from './fake-turn.js'
