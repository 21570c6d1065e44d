// Rules name stores and staff by their code, groups by source/code: here these get their names.
import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'

export interface Coded { value: string; label: string }

async function all<T>(page: (after: string | undefined) => Promise<{ items: T[]; next: string }>): Promise<T[]> {
  const out: T[] = []
  for (let after = ''; ;) {
    const p = await page(after || undefined)
    out.push(...p.items)
    after = p.next
    if (!after) return out
  }
}

const staleTime = 300_000

// useCodes gives what store, staff or community may be in a rule, with the names people know.
export function useCodes(attribute: string): Coded[] {
  const stores = useQuery({
    queryKey: ['stores', 'codes'], enabled: attribute === 'store', staleTime,
    queryFn: async () => (await all((after) => ask(api.GET('/api/stores', { params: { query: { after, limit: 200 } } })))).filter((s) => s.code).map((s) => ({ value: s.code, label: s.name || s.code })),
  })
  const staff = useQuery({
    queryKey: ['staff', 'codes'], enabled: attribute === 'staff', staleTime,
    queryFn: async () => (await all((after) => ask(api.GET('/api/staff/names', { params: { query: { after, limit: 200 } } })))).filter((s) => s.code).map((s) => ({ value: s.code, label: s.name || s.code })),
  })
  const groups = useQuery({
    queryKey: ['communities', 'codes'], enabled: attribute === 'community', staleTime,
    queryFn: async () => (await all((after) => ask(api.GET('/api/communities', { params: { query: { after, limit: 200 } } })))).map((g) => ({ value: g.source && g.code ? `${g.source}/${g.code}` : g.id, label: g.name || g.code || g.id })),
  })
  return (attribute === 'store' ? stores.data : attribute === 'staff' ? staff.data : groups.data) ?? []
}
