export { settingsErrors } from './errors.js'
export { settingsHandlers, type SettingsOptions } from './settings-handlers.js'
export { createSettingsStore, type Kept, type SettingsStore } from './settings-store.js'
