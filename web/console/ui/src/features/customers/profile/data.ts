// What the pages of one person ask for.
import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'

export type Profile = Schema<'ProfileView'>
export type Standing = Schema<'StandingView'>
export type Node = Schema<'NodeView'>

export const useProfile = (id: string) => useQuery({ queryKey: ['customers', id], queryFn: () => ask(api.GET('/api/customers/{id}', { params: { path: { id } } })) })
export const useStanding = (id: string) => useQuery({ queryKey: ['customers', id, 'standing'], queryFn: () => ask(api.GET('/api/customers/{id}/standing', { params: { path: { id } } })) })
export const useNode = (id: string, enabled: boolean) =>
  useQuery({ queryKey: ['customers', id, 'influence'], enabled, queryFn: () => ask(api.GET('/api/customers/{id}/influence', { params: { path: { id } } })) })

const mostChildren = 2000

// useBrought gives everybody a person brought directly, the one of most value first; whole is false past the first 2,000.
export function useBrought(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['customers', id, 'children'],
    enabled,
    queryFn: async ({ signal }) => {
      const all: Node[] = []
      for (let after = ''; ;) {
        const page = await ask(api.GET('/api/customers/{id}/children', { params: { path: { id }, query: { limit: 200, after: after || undefined } }, signal }))
        all.push(...page.items)
        after = page.next
        if (!after || all.length >= mostChildren) return { people: all.sort((a, b) => b.own + b.below - a.own - a.below), whole: !after }
      }
    },
  })
}

export const usePrediction = (id: string) => useQuery({ queryKey: ['customers', id, 'prediction'], queryFn: () => ask(api.GET('/api/customers/{id}/prediction', { params: { path: { id } } })) })
export const useConsents = (id: string) => useQuery({ queryKey: ['customers', id, 'consents'], queryFn: () => ask(api.GET('/api/customers/{id}/consents', { params: { path: { id } } })) })

// Known is what rules know of what a person bought. Money is fen.
export interface Known { spent: number; orders: number }

// A clause that holds for nobody keeps the server from counting everybody; the explanation has all clauses all the same.
const known = 'added before 1970-01-02 and (spent >= 0 or orders >= 0)'

// useKnown reads what one person bought in all, which only rules can ask for.
export function useKnown(id: string) {
  return useQuery({
    queryKey: ['customers', id, 'known'],
    queryFn: async (): Promise<Known | null> => {
      const answer = await ask(api.POST('/api/segments/try', { body: { rule: known, customer_id: id } }))
      const because = answer.people[0]?.because ?? []
      if (because.length === 0) return null
      const n = (name: string) => Number(because.find((r) => r.clause.startsWith(`${name} `))?.value || 0)
      return { spent: Math.round(n('spent') * 100), orders: n('orders') }
    },
  })
}
