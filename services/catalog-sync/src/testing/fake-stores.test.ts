import { uniqueName } from '@skladbridge/testing'
import { fakePairs } from './fake-stores.js'
import { pairsContract } from './pairs-contract.js'

pairsContract('in memory', fakePairs, () => uniqueName('lane'))
