import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { tryLock, withLock } from './lock.mjs'

let number = 0
const newName = () => `test ${process.pid} ${++number}`

it('is held by one at a time', async () => {
  const name = newName()
  const release = await tryLock(name)
  expect(release).toBeDefined()
  expect(await tryLock(name)).toBeUndefined()
  await release!()
  const again = await tryLock(name)
  expect(again).toBeDefined()
  await again!()
})

it('waits for the other one, and says so once', async () => {
  const name = newName()
  const release = await tryLock(name)
  const events: string[] = []
  const second = withLock(
    name,
    () => events.push('waits'),
    async () => events.push('works'),
  )
  await new Promise((resolve) => setImmediate(resolve))
  events.push('released')
  await release!()
  await second
  expect(events).toEqual(['waits', 'released', 'works'])
})

it('is free again after the work failed', async () => {
  const name = newName()
  const failing = withLock(
    name,
    () => {},
    async () => {
      throw new Error('no space left')
    },
  )
  await expect(failing).rejects.toThrow('no space left')
  const release = await tryLock(name)
  expect(release).toBeDefined()
  await release!()
})

it('is free again after its holder was killed', async () => {
  const name = newName()
  const script = `import('${join(__dirname, 'lock.mjs')}')
    .then(({ tryLock }) => tryLock('${name}')).then(() => { console.log('held'); setInterval(() => {}, 1000) })`
  const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(holder.stdout, 'data')
  expect(await tryLock(name)).toBeUndefined()
  holder.kill('SIGKILL')
  await once(holder, 'close')
  const release = await tryLock(name)
  expect(release).toBeDefined()
  await release!()
})
