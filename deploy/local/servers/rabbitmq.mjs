import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes RabbitMQ's settings into `folder` and returns its environment, in which the folder is called `seenAs`.
 * Everything on loopback and on ports of its own, the name server of Erlang too, so that several live side by side.
 * ports: { amqp, dist, epmd }
 */
export function rabbitmqEnvironment(folder, seenAs, ports) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'enabled_plugins'), '[].\n')
  writeFileSync(
    join(folder, 'rabbitmq.conf'),
    [
      `listeners.tcp.default = 127.0.0.1:${ports.amqp}`,
      'log.console = true',
      'log.console.level = warning',
      'disk_free_limit.absolute = 100MB',
      '',
    ].join('\n'),
  )
  return {
    HOME: seenAs,
    RABBITMQ_NODENAME: 'skladbridge@localhost',
    RABBITMQ_CONFIG_FILE: `${seenAs}/rabbitmq.conf`,
    RABBITMQ_ENABLED_PLUGINS_FILE: `${seenAs}/enabled_plugins`,
    RABBITMQ_MNESIA_BASE: `${seenAs}/mnesia`,
    RABBITMQ_LOG_BASE: `${seenAs}/log`,
    RABBITMQ_LOGS: '-',
    RABBITMQ_PID_FILE: `${seenAs}/rabbitmq.pid`,
    RABBITMQ_DIST_PORT: String(ports.dist),
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    // Schedulers that do not spin while they wait: the cores are shared with seven services.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
      '-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none',
  }
}

export const amqpUrl = (port) => `amqp://guest:guest@127.0.0.1:${port}`
export const mongoUrl = (port) => `mongodb://127.0.0.1:${port}/`
