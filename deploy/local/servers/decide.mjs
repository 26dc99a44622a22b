// Which way each server comes: the one place that knows the order.

const RABBITMQ_AT_LEAST = [3, 10]

/**
 * env       AMQP_URL, MONGO_URL
 * docker    does an engine answer?
 * programs  { rabbitmq: '3.10.8' | undefined, mongod: '8.0.4' | undefined }, what is on the PATH
 * without   ways that were tried and did not work, as `${server}:${way}`
 *
 * Returns { rabbitmq, mongodb }, each 'given' | 'docker' | 'program' | 'install'.
 */
export function decideServers(env, docker, programs, without = new Set()) {
  const pick = (server, ways) => ways.find(([way, open]) => open && !without.has(`${server}:${way}`))?.[0]
  return {
    rabbitmq: pick('rabbitmq', [
      ['given', Boolean(env.AMQP_URL)],
      ['docker', docker],
      ['program', isAtLeast(programs.rabbitmq, RABBITMQ_AT_LEAST)],
      ['install', true],
    ]),
    mongodb: pick('mongodb', [
      ['given', Boolean(env.MONGO_URL)],
      ['docker', docker],
      ['program', Boolean(programs.mongod)],
      ['install', true],
    ]),
  }
}

function isAtLeast(version, [major, minor]) {
  const [, a, b] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? []
  return a !== undefined && (Number(a) > major || (Number(a) === major && Number(b) >= minor))
}

/**
 * What is missing before anything can be installed, as sentences for a person; empty when nothing is.
 * machine   { linux, apt, asRoot: 'root' | 'sudo' | undefined, namespaces }
 */
export function decideWhatIsMissing(machine) {
  if (!machine.linux) return ['Servers are installed by themselves on Linux only.']
  const missing = []
  if (!machine.apt) missing.push('apt-get is not there (Debian or Ubuntu is needed for that).')
  if (!machine.asRoot) {
    missing.push('Neither root nor sudo without a question: run `sudo -v` first, or start as root.')
  } else if (!machine.namespaces) {
    missing.push(
      'This machine does not allow mounts (`unshare --mount --pid` fails), as in a container without SYS_ADMIN.',
    )
  }
  return missing
}
