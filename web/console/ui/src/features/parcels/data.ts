// What the pages of deliveries ask for.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'

export type Parcel = Schema<'ParcelView'>

export const states = ['ready', 'waiting', 'shipped', 'received', 'fetched', 'withdrawn'] as const

// useCampaigns names campaigns and offers the latest of them as a filter.
export function useCampaigns() {
  const q = useQuery({ queryKey: ['campaigns', 'list', 'names'], staleTime: 300_000, queryFn: ({ signal }) => ask(api.GET('/api/campaigns', { params: { query: { limit: 200 } }, signal })) })
  const all = q.data?.items ?? []
  return { options: all.map((c) => ({ value: c.id, label: c.name })), nameOf: (id: string) => all.find((c) => c.id === id)?.name }
}

export function useFresh() {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: ['parcels'] })
}
