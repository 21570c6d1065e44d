// What the filters of a metric take: codes of stores, staff and communities, and ids of experiments, with their names.
import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'

type Kind = 'store' | 'staff' | 'community' | 'experiment'
interface Option { value: string; label: string }

const page = (after: string) => ({ params: { query: { after: after || undefined, limit: 200 } } })

// whole reads all pages of a list.
async function whole<T>(read: (after: string) => Promise<{ items: T[]; next: string }>): Promise<T[]> {
  const all: T[] = []
  for (let after = ''; ;) {
    const p = await read(after)
    all.push(...p.items)
    if (!p.next) return all
    after = p.next
  }
}

async function read(kind: Kind): Promise<Option[]> {
  switch (kind) {
    case 'store': return (await whole((a) => ask(api.GET('/api/stores', page(a))))).map((s) => ({ value: s.code, label: s.name }))
    case 'staff': return (await whole((a) => ask(api.GET('/api/staff/names', page(a))))).map((s) => ({ value: s.code, label: s.name }))
    case 'community': return (await whole((a) => ask(api.GET('/api/communities', page(a))))).map((c) => ({ value: `${c.source}/${c.code}`, label: c.name }))
    case 'experiment': return (await whole((a) => ask(api.GET('/api/experiments', page(a))))).map((e) => ({ value: e.id, label: e.name }))
  }
}

export function useCodes(kind: Kind): { options: Option[]; loading: boolean } {
  const q = useQuery({ queryKey: ['codes', kind], queryFn: () => read(kind), staleTime: 300_000 })
  return { options: (q.data ?? []).filter((o) => o.value), loading: q.isPending }
}
