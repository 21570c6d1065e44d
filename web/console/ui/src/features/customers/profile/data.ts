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

// Known is what rules know of a person. Money is fen; null is not known.
export interface Known { spent: number; orders: number; aliveShare: number; expectedOrders: number; valueYear: number; nextOrder: string; predicted: boolean }

// A clause that holds for nobody keeps the server from counting everybody; the explanation has all clauses all the same.
const known = 'added before 1970-01-02 and (spent >= 0 or orders >= 0 or p_alive >= 0 or expected_orders >= 0 or clv_12m >= 0 or next_order is known)'

// useKnown reads the figures of one person that only rules can ask for: what they spent, and last night's predictions.
export function useKnown(id: string) {
  return useQuery({
    queryKey: ['customers', id, 'known'],
    queryFn: async (): Promise<Known | null> => {
      const answer = await ask(api.POST('/api/segments/try', { body: { rule: known, customer_id: id } }))
      const because = answer.people[0]?.because ?? []
      if (because.length === 0) return null
      const of = (name: string) => because.find((r) => r.clause.startsWith(`${name} `))?.value ?? ''
      const n = (name: string) => Number(of(name) || 0)
      const out = { spent: Math.round(n('spent') * 100), orders: n('orders'), aliveShare: n('p_alive') / 100, expectedOrders: n('expected_orders'), valueYear: Math.round(n('clv_12m') * 100), nextOrder: of('next_order').slice(0, 10) }
      return { ...out, predicted: out.aliveShare > 0 || out.expectedOrders > 0 || out.valueYear > 0 || out.nextOrder !== '' }
    },
  })
}
