import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'

export type Broadcast = Schema<'BroadcastView'>
export type Body = Schema<'BroadcastBody'>
export type Plan = Schema<'PlanView'>
export type Member = Schema<'MemberView'>
export type Reach = Schema<'ReachView'>
export type Policy = Schema<'PolicyBody'>

export const states = ['draft', 'waiting', 'refused', 'approved', 'deciding', 'sending', 'done', 'cancelled'] as const
export const outcomes = ['left_out', 'held', 'sent', 'not_contact', 'over_limit', 'failed', 'lapsed', 'cancelled'] as const

// isOpen says that it may still be changed by its author.
export const isOpen = (b: Broadcast) => b.state === 'draft' || b.state === 'refused'
export const moves = (b: Broadcast) => ['approved', 'deciding', 'sending'].includes(b.state)

export const useBroadcast = (id: string) => useQuery({
  queryKey: ['broadcasts', id], enabled: id !== '', queryFn: () => ask(api.GET('/api/broadcasts/{id}', { params: { path: { id } } })),
  refetchInterval: (q) => (q.state.data && moves(q.state.data) ? 4000 : false),
})
