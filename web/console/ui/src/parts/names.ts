// Names of stores, staff and tags by id, and as options of a filter. Lists are read whole once and kept.
import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import { unknown } from '@/format'

interface Names { options: { value: string; label: string }[]; nameOf: (id: string) => string }

const keep = 300_000

function namesOf(list: { id: string; name: string }[] | undefined): Names {
  const by = new Map(list?.map((x) => [x.id, x.name]))
  return { options: (list ?? []).map((x) => ({ value: x.id, label: x.name || x.id })), nameOf: (id) => (id ? by.get(id) || unknown : unknown) }
}

// whole reads all pages of a list.
async function whole<T>(page: (after: string) => Promise<{ items: T[]; next: string }>): Promise<T[]> {
  const all: T[] = []
  for (let after = ''; ;) {
    const p = await page(after)
    all.push(...p.items)
    if (!p.next) return all
    after = p.next
  }
}

export function useStoreNames(): Names {
  const q = useQuery({ queryKey: ['stores', 'names'], staleTime: keep, queryFn: () => whole((after) => ask(api.GET('/api/stores', { params: { query: { after: after || undefined, limit: 200 } } }))) })
  return namesOf(q.data)
}

// useColleagues names the staff that the caller may know of, those who have left too.
export function useColleagues() {
  return useQuery({ queryKey: ['staff', 'names'], staleTime: keep, queryFn: () => whole((after) => ask(api.GET('/api/staff/names', { params: { query: { after: after || undefined, limit: 200 } } }))) })
}

// useStaffNames names also who has left, and offers who works here.
export function useStaffNames(): Names {
  const q = useColleagues()
  return { ...namesOf(q.data), options: namesOf(q.data?.filter((x) => !x.left)).options }
}

export function useTagNames(): Names & { names: string[] } {
  const q = useQuery({ queryKey: ['tags'], staleTime: keep, queryFn: () => ask(api.GET('/api/tags')) })
  const list = (q.data?.items ?? []).map((x) => ({ id: x.id, name: x.family ? `${x.family}/${x.name}` : x.name }))
  return { ...namesOf(list), names: list.map((x) => x.name) }
}

// isCampaign tells an id of a campaign from other words.
export const isCampaign = (text: string) => /^cam_\w+$/.test(text)

// useCampaignNames names campaigns and offers them, the newest first; `wanted`: whether any is asked for.
export function useCampaignNames(wanted = true): Names {
  const may = useMay()
  const q = useQuery({ queryKey: ['campaigns', 'list', 'names'], enabled: wanted && may('campaign.read'), staleTime: keep, queryFn: () => whole((after) => ask(api.GET('/api/campaigns', { params: { query: { after: after || undefined, limit: 200 } } }))) })
  return namesOf(q.data)
}
