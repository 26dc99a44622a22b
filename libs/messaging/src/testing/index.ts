export { fakeBroker, type FakeBroker, type FakeBrokerOptions, type PublishedEvent } from './fake-broker.js'
