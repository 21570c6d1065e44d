// useQueryState keeps the state of a page in its address: filters, sort, page, tab. Back, forward and reload just work.
import { useLocation, useRouter } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'

// Field reads and writes one word of the address. What equals `empty` is left out of it.
export interface Field<T> { read: (text: string) => T; write: (value: T) => string; empty: T }

export const text = (empty = ''): Field<string> => ({ read: (t) => t, write: (v) => v, empty })
export const flag = (): Field<boolean> => ({ read: (t) => t === '1', write: (v) => (v ? '1' : ''), empty: false })
export const whole = (empty = 0): Field<number> => ({ read: (t) => (/^-?\d+$/.test(t) ? Number(t) : empty), write: String, empty })
export const choice = <const T extends string>(all: readonly T[], empty: T): Field<T> => ({
  read: (t) => all.find((x) => x === t) ?? empty, write: (v) => v, empty,
})
export const several = (): Field<string[]> => ({ read: (t) => (t ? t.split(',') : []), write: (v) => v.join(','), empty: [] })

export type Fields<S> = { [K in keyof S]: Field<S[K]> }

// StateOf is the state that fields keep.
export type StateOf<F> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never }

const keysOf = <S extends object>(fields: Fields<S>) => Object.keys(fields) as (keyof S & string)[]

// The fields must be a constant outside the component. set changes some of them; `replace` leaves no step for "back"
// (typing in a box). Everything else in the address stays, but for the page cursor: a change of filter starts at the top.
export function useQueryState<S extends object>(fields: Fields<S>): [S, (change: Partial<S>, replace?: boolean) => void] {
  const { searchStr } = useLocation()
  const router = useRouter()
  const state = useMemo(() => {
    const all = new URLSearchParams(searchStr)
    const out = {} as S
    for (const k of keysOf(fields)) out[k] = all.has(k) ? fields[k].read(all.get(k) ?? '') : fields[k].empty
    return out
  }, [searchStr, fields])
  const set = useCallback((change: Partial<S>, replace = false) => {
    const { pathname, search } = router.history.location
    const all = new URLSearchParams(search)
    for (const k of keysOf(fields)) {
      const f = fields[k], v = change[k]
      if (v === undefined) continue
      const word = f.write(v)
      if (word === '' || word === f.write(f.empty)) all.delete(k)
      else all.set(k, word)
    }
    if (!('page' in change)) all.delete('page')
    const tail = all.toString()
    router.history[replace ? 'replace' : 'push'](tail ? `${pathname}?${tail}` : pathname)
  }, [router, fields])
  return [state, set]
}
