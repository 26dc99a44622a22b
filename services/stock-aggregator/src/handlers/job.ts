import type { StockSettings } from '@skladbridge/contracts'
import { pickPlaces, type Places } from '../domain/pick-places.js'
import type { Run, StockPorts, StockTurn } from './ports.js'

/** One run, while it is being worked out. */
export interface Job {
  ports: StockPorts
  turn: StockTurn
  run: Run
  settings: StockSettings
  places: Places
}

export const createJob = (ports: StockPorts, turn: StockTurn, run: Run, settings: StockSettings): Job => ({
  ports,
  turn,
  run,
  settings,
  places: pickPlaces(settings),
})
