import { useState } from 'preact/hooks'
import { TextField } from './basics.js'

interface ListFieldProps {
  label: string
  values: readonly string[]
  onChange(values: string[]): void
  split: RegExp
  hint?: string
  gap?: string | undefined
}

/** A short list typed as a text. The text stays as it is typed: a comma at its end is not a value yet. */
export function ListField({ label, values, onChange, split, hint, gap }: ListFieldProps) {
  const parse = (text: string) =>
    text
      .split(split)
      .map((part) => part.trim())
      .filter((part) => part !== '')
  const [typed, setTyped] = useState(values.join(', '))
  const isOurs = JSON.stringify(parse(typed)) === JSON.stringify(values)
  return (
    <TextField
      label={label}
      value={isOurs ? typed : values.join(', ')}
      onChange={(text) => {
        setTyped(text)
        onChange(parse(text))
      }}
      hint={hint}
      gap={gap}
    />
  )
}
