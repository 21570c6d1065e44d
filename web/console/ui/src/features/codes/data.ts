import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'

export type Code = Schema<'LiveView'>
export type Body = Schema<'LiveCodeBody'>
export const codeKinds = ['person', 'group'] as const
export const codeStates = ['draft', 'live', 'paused', 'closed'] as const
export const classes = ['internal', 'external', 'referral'] as const
export const media = ['store', 'package', 'table', 'platform', 'kol', 'partner', 'other'] as const

// one finds a word of a list that the API spells as text.
export const one = <T extends string>(list: readonly T[], value: string): T | undefined => list.find((x) => x === value)

export const useCode = (id: string) => useQuery({
  queryKey: ['livecodes', 'one', id], queryFn: ({ signal }) => ask(api.GET('/api/livecodes/{id}', { params: { path: { id } }, signal })),
  refetchInterval: (q) => (q.state.data?.state === 'live' ? (q.state.data.branches.some((b) => !b.picture) ? 1500 : 15_000) : false),
})

// useFresh has everything about codes read again.
export function useFresh() {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: ['livecodes'] })
}

// useWeComGroups gives the groups that a code can lead into: those that WeCom knows.
export function useWeComGroups() {
  return useQuery({
    queryKey: ['communities', 'wecom'], staleTime: 30_000,
    queryFn: async ({ signal }) => (await ask(api.GET('/api/communities', { params: { query: { limit: 200 } }, signal }))).items.filter((g) => g.source === 'wecom' && g.state === 'open'),
  })
}

// clock and minute turn minutes of the day into what a time input shows, and back.
export const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
export const minute = (text: string | undefined) => { const [h, m] = (text ?? '').split(':').map(Number); return (h || 0) * 60 + (m || 0) }
