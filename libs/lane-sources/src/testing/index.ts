export { startFakeOwners, type FakeOwners } from './fake-owners.js'
