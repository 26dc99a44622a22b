import { useHashLocation } from 'wouter-preact/use-hash-location'
import { Button } from './basics.js'

/** A button that leads to another section. */
export function GoTo({ path, title }: { path: string; title: string }) {
  const [, go] = useHashLocation()
  return <Button onClick={() => go(path)}>{title}</Button>
}
