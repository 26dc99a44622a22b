import { useEffect, useState } from 'preact/hooks'

/** What was typed, once the typing has paused: one question to the server instead of one a letter. */
export function useLater<T>(value: T, pauseMs = 300): T {
  const [later, setLater] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), pauseMs)
    return () => clearTimeout(timer)
  }, [value, pauseMs])
  return later
}
