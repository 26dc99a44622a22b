// Chromium for the tests of the page: given, on the machine, or from Debian's packages.
import { existsSync } from 'node:fs'
import { Trouble } from '../local/scope.mjs'
import { asRoot, lastLines, run } from '../local/servers/run.mjs'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The program's path, or undefined. `CHROMIUM_PATH` comes first; one that is not there is an error, not a reason to guess. */
export function findBrowser(env = process.env, isThere = existsSync) {
  const given = env.CHROMIUM_PATH
  if (!given) return PLACES.find((path) => isThere(path))
  if (isThere(given)) return given
  throw new Trouble(`CHROMIUM_PATH names ${given}, and there is nothing.`)
}

const HELP =
  'Install Chromium (Debian: `apt-get install chromium fonts-liberation`) or name one in CHROMIUM_PATH.'

/** The same, and where there is none it is installed with apt-get, which needs root or sudo. Throws what is missing. */
export async function ensureBrowser(say) {
  const found = findBrowser()
  if (found) return found
  if ((await run('apt-get', ['--version'])).code !== 0) {
    throw new Trouble(
      `The tests of the page need Chromium, and this machine has neither it nor apt-get. ${HELP}`,
    )
  }
  await say.step('Chromium installed, by apt-get', async () => {
    let result = await install()
    if (result.code !== 0) {
      await run(...asRoot('apt-get', ['update'])) // its lists may be empty or old
      result = await install()
    }
    if (result.code !== 0)
      throw new Trouble(`apt-get could not install Chromium. ${HELP}\n${lastLines(result.output)}`)
  })
  const installed = findBrowser()
  if (installed) return installed
  throw new Trouble(`apt-get has installed Chromium, and it is at none of the known places. ${HELP}`)
}

/** Liberation has Cyrillic letters: without it the page is a row of boxes. */
const install = () =>
  run(
    ...asRoot('env', [
      'DEBIAN_FRONTEND=noninteractive',
      'apt-get',
      'install',
      '-y',
      '--no-install-recommends',
      'chromium',
      'fonts-liberation',
    ]),
  )

/** Nothing but what it is sent to: no profile, no updates, no calls home. */
export const launchOptions = (executablePath) => ({
  executablePath,
  headless: true,
  args: [
    // root may not start Chromium's own sandbox; it opens nothing but our page
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--lang=ru-RU',
  ],
})
