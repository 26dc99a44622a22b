export { laneSourcesConfig } from './config.js'
export { connectLaneSources, type LaneSourcesOptions, type OwnerAddresses } from './connect-lane-sources.js'
