import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'

const later = [10_000, 30_000, 90_000]

// useAfresh asks for everything anew once much has changed at once: an import, the demo brand. Stored figures are computed only
// after that, so they are asked for again a little later.
export function useAfresh(): () => void {
  const queries = useQueryClient()
  const timers = useRef<number[]>([])
  const stop = () => { timers.current.forEach(clearTimeout); timers.current = [] }
  useEffect(() => stop, [])
  return useCallback(() => {
    stop()
    void queries.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'session' })
    timers.current = later.map((ms) => window.setTimeout(() => void queries.invalidateQueries({ queryKey: ['insight'] }), ms))
  }, [queries])
}
