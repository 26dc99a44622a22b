import type { Handler } from '@skladbridge/messaging'
import { onInsalesConnectionChanged, onMoyskladConnectionChanged } from './on-connection-changed.js'
import { onCatalogParkedChanged, onOrdersParkedChanged, onStockParkedChanged } from './on-parked-changed.js'
import { onStockRunFinished } from './on-stock-run-finished.js'
import type { NoteWaiting } from './ports.js'

/** Which event is answered by what: all of them say what waits for the merchant. */
export const handlers = (note: NoteWaiting): Handler[] => [
  onMoyskladConnectionChanged(note),
  onInsalesConnectionChanged(note),
  onCatalogParkedChanged(note),
  onOrdersParkedChanged(note),
  onStockParkedChanged(note),
  onStockRunFinished(note),
]
