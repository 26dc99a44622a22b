// node --conditions=skladbridge-source <this> file.ts: runs a service from its sources, for tests that need
// a process of its own. Transforms like jest does; reads nothing from dist.
const { existsSync, readFileSync } = require('node:fs')
const Module = require('node:module')
const { transformSync } = require('@swc/core')

const resolve = Module._resolveFilename
Module._resolveFilename = function (request, parent, ...rest) {
  const fromSource = parent?.filename?.endsWith('.ts') && request.startsWith('.') && request.endsWith('.js')
  return resolve.call(this, fromSource ? request.replace(/\.js$/, '.ts') : request, parent, ...rest)
}

require.extensions['.ts'] = (module, filename) => {
  if (!existsSync(filename)) throw new Error(`no such file: ${filename}`)
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  })
  module._compile(code, filename)
}

require(process.argv[2])
