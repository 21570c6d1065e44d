import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import type { Kind } from '@/parts/blocks'

export type Landing = Schema<'LandingView'>
export type Whole = Schema<'LandingWhole'>
export type Edition = Schema<'EditionView'>
export type Funnel = Schema<'LandingFunnelView'>
export type Count = Schema<'Count'>
export type Lead = Schema<'LeadView'>
export type Body = Schema<'LandingBody'>

export const states = ['draft', 'live', 'paused', 'closed'] as const
export const variants = ['a', 'b'] as const
export type Variant = (typeof variants)[number]

// offered are the blocks that a landing page may have: no game.
export const offered: readonly Kind[] = ['hook', 'lead', 'text', 'picture', 'trust', 'action']

// useLanding gives a page with what is edited. It is read when a page opens and not behind the back of who edits.
export const useLanding = (id: string) => useQuery({
  queryKey: ['landings', 'whole', id], queryFn: ({ signal }) => ask(api.GET('/api/landings/{id}', { params: { path: { id } }, signal })), refetchOnMount: 'always', staleTime: Infinity, gcTime: 0,
})

// useProblems gives what keeps a variant from being published.
export const useProblems = (id: string, variant: Variant) => useQuery({
  queryKey: ['landings', 'problems', id, variant], queryFn: ({ signal }) => ask(api.GET('/api/landings/{id}/variants/{variant}/problems', { params: { path: { id, variant } }, signal })),
})

// useFresh has lists, figures and problems read again; what is edited is changed by its editor alone.
export function useFresh() {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ predicate: (q) => q.queryKey[0] === 'landings' && q.queryKey[1] !== 'whole' })
}
