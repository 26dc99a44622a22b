export { connectLaneSources, type LaneSourcesOptions, type OwnerAddresses } from './connect-lane-sources.js'
