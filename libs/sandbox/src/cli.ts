import { startCli } from './core/cli.js'

void startCli(process.argv.slice(2))
