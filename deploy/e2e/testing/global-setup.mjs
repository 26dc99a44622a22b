import { createSay } from '../../local/say.mjs'
import { build } from '../../local/setup.mjs'

/** The services run from what is built: a test of old code would tell nothing. Under a second when nothing has changed. */
export default () => build({ say: createSay({ write: (text) => process.stderr.write(text) }) })
