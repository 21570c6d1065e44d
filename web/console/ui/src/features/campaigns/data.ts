import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { useWords } from '@/words'
import { words } from './words'

export type Campaign = Schema<'CampaignView'>
export type Rules = Schema<'CampaignRules'>
export type Terms = Schema<'Terms'>
export type Outlook = Schema<'OutlookView'>
export type Template = Schema<'TemplateView'>
export type Board = Schema<'CampaignBoardView'>

export const states = ['draft', 'live', 'paused', 'ended'] as const
export const models = ['groupbuy', 'flashsale', 'redpacket', 'invite'] as const
export type Model = (typeof models)[number]

// useModelName names a game, also one that this console does not know yet.
export function useModelName(): (model: string) => string {
  const t = useWords(words)
  return (model) => { const known = models.find((m) => m === model); return known ? t.model[known] : model }
}

// useRules gives what is being edited. It is read when a page opens and not behind the back of who edits.
export const useRules = (id: string) => useQuery({
  queryKey: ['campaigns', 'rules', id], queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}', { params: { path: { id } }, signal })), refetchOnMount: 'always', staleTime: Infinity, gcTime: 0,
})

export const useOutlook = (id: string) => useQuery({ queryKey: ['campaigns', 'outlook', id], queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}/outlook', { params: { path: { id } }, signal })) })

// useFresh has lists, boards and outlooks read again; what is being edited is changed by its editor alone, and the address of its
// preview stays.
export function useFresh() {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ predicate: (q) => q.queryKey[0] === 'campaigns' && !['rules', 'preview'].includes(String(q.queryKey[1])) })
}
