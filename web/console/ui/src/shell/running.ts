import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import type { Import } from '@/api/types'
import { useAfresh } from './afresh'

const goesOn = (i: Import) => i.state === 'waiting' || i.state === 'running' || i.state === 'undoing'

// useRunning watches imports: every 2 s while one runs, every minute otherwise. When one ends, what is on the page is
// asked for anew.
export function useRunning() {
  const allowed = useMay()('import.run')
  const afresh = useAfresh()
  const imports = useQuery({
    queryKey: ['imports', 'latest'],
    queryFn: () => ask(api.GET('/api/imports', { params: { query: { limit: 20 } } })),
    enabled: allowed,
    refetchInterval: (q) => (q.state.data?.items.some(goesOn) ? 2000 : 60_000),
  })
  const items = imports.data?.items ?? []
  const running = items.filter(goesOn)
  const before = useRef(0)
  useEffect(() => {
    if (running.length < before.current) afresh()
    before.current = running.length
  }, [running.length, afresh])
  return { allowed, count: running.length, running, recent: items.filter((i) => !goesOn(i)).slice(0, 8), query: imports }
}
