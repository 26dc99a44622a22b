import { describe, expect, it } from '@jest/globals'
import { decideServers, decideWhatIsMissing } from './decide.mjs'
import { pickMirror } from './machine.mjs'
import { rabbitmqVersion } from './programs.mjs'

const given = { AMQP_URL: 'amqp://there', MONGO_URL: 'mongodb://there/' }
const programs = { rabbitmq: '3.10.8', mongod: '8.0.4' }

describe('decideServers', () => {
  it.each([
    ['what is given, before all else', given, true, programs, 'given', 'given'],
    ['Docker, before programs', {}, true, programs, 'docker', 'docker'],
    ['programs of the machine', {}, false, programs, 'program', 'program'],
    ['an install, when there is nothing', {}, false, {}, 'install', 'install'],
    ['each for itself', { AMQP_URL: given.AMQP_URL }, false, { mongod: '7.0.1' }, 'given', 'program'],
    ['no RabbitMQ before 3.10', {}, false, { rabbitmq: '3.9.27' }, 'install', 'install'],
    ['RabbitMQ 4', {}, false, { rabbitmq: '4.3.6' }, 'program', 'install'],
    ['an empty variable as none', { AMQP_URL: '', MONGO_URL: '' }, false, {}, 'install', 'install'],
  ])('takes %s', (_, env, docker, found, rabbitmq, mongodb) =>
    expect(decideServers(env, docker, found)).toEqual({ rabbitmq, mongodb }),
  )

  it('goes on to the next way for the one server whose way failed', () => {
    const without = new Set(['mongodb:docker'])
    expect(decideServers({}, true, programs, without)).toEqual({ rabbitmq: 'docker', mongodb: 'program' })
    without.add('mongodb:program')
    expect(decideServers({}, true, programs, without)).toEqual({ rabbitmq: 'docker', mongodb: 'install' })
  })
})

describe('decideWhatIsMissing', () => {
  const good = { linux: true, apt: true, asRoot: 'sudo', namespaces: true }

  it('finds nothing on a machine that allows all', () => expect(decideWhatIsMissing(good)).toEqual([]))

  it.each([
    [{ ...good, linux: false }, 'Linux only'],
    [{ ...good, apt: false }, 'apt-get'],
    [{ ...good, asRoot: undefined, namespaces: false }, 'sudo'],
    [{ ...good, namespaces: false }, 'SYS_ADMIN'],
  ])('names the one thing that is missing (%#)', (machine, word) => {
    const missing = decideWhatIsMissing(machine)
    expect(missing).toHaveLength(1)
    expect(missing[0]).toContain(word)
  })
})

describe('pickMirror', () => {
  it('takes the Debian archive proper, not its updates or others', () => {
    const lines = [
      'Vendor|nodistro|http://vendor.test/',
      'Debian|bookworm-security|http://mirror.test/debian-security/',
      'Debian|bookworm|http://mirror.test/debian/',
    ]
    expect(pickMirror(lines.join('\n'))).toBe('http://mirror.test/debian/')
  })

  it('knows none on Ubuntu, or when apt says nothing', () => {
    expect(pickMirror('Ubuntu|noble|http://ubuntu.test/')).toBeUndefined()
    expect(pickMirror('')).toBeUndefined()
  })
})

describe('rabbitmqVersion', () => {
  it.each([
    ['/usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8/sbin/rabbitmq-server', '3.10.8'],
    ['/opt/rabbitmq_server-4.1.2/sbin/rabbitmq-server', '4.1.2'],
    ['/usr/local/bin/rabbitmq-server', undefined],
  ])('%s: %s', (path, version) => expect(rabbitmqVersion(path)).toBe(version))
})
