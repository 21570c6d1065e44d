// What a form of rules is made of: the fields of a body by their path in it. Labels come from rule-words.ts by the same path.
export type Value = number | string | readonly string[] | null

export type UnitName = 'days' | 'hours' | 'minutes' | 'weeks' | 'people' | 'times' | 'orders' | 'acts'

// Field is one input. Bounds are those of the server, which has the last word.
export interface Field {
  path: string
  kind: 'whole' | 'number' | 'choice' | 'words'
  unit?: UnitName
  min?: number
  max?: number
  choices?: readonly string[]
}

export interface Group { name: string; fields: readonly Field[] }

type Tree = { [key: string]: unknown }

const isTree = (v: unknown): v is Tree => typeof v === 'object' && v !== null && !Array.isArray(v)

// valueAt reads what stands at a path of a body; null when nothing does.
export function valueAt(body: unknown, path: string): Value {
  let at: unknown = body
  for (const key of path.split('.')) at = isTree(at) ? at[key] : undefined
  if (typeof at === 'number' || typeof at === 'string') return at
  if (Array.isArray(at)) return at.filter((x): x is string => typeof x === 'string')
  return null
}

// withValues gives a copy of a body with other values at some paths. The shape stays that of the body.
export function withValues<T>(body: T, values: Readonly<Record<string, Value>>): T {
  const copy = structuredClone(body)
  for (const [path, value] of Object.entries(values)) {
    const keys = path.split('.')
    const last = keys.pop()!
    let at: unknown = copy
    for (const key of keys) at = isTree(at) ? at[key] : undefined
    if (isTree(at)) at[last] = value
  }
  return copy
}

// same compares two values of a field.
export const same = (a: Value, b: Value) => JSON.stringify(a) === JSON.stringify(b)
