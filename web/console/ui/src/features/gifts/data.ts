// What the page of gifts reads.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { decimal, money } from '@/format'
import { useWords } from '@/words'
import { words } from './words'

export type Gift = Schema<'GiftView'>
export type Body = Schema<'GiftBody'>
export type Reward = Schema<'RewardView'>
export const giftKinds = ['coupon', 'thing', 'code'] as const
export const giftStates = ['open', 'closed'] as const
export const rewardStates = ['issued', 'locked', 'used', 'expired', 'revoked', 'waiting', 'applied', 'shipped', 'received'] as const

export const useGift = (id: string) => useQuery({ queryKey: ['gifts', 'one', id], queryFn: ({ signal }) => ask(api.GET('/api/gifts/{id}', { params: { path: { id } }, signal })) })

// useFresh has everything about gifts read again.
export function useFresh() {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ predicate: (q) => ['gifts', 'rewards'].includes(String(q.queryKey[0])) })
}

// useTerms says what a coupon takes off; '' of other gifts.
export function useTerms(): (g: Gift) => string {
  const t = useWords(words)
  return (g) => {
    if (g.kind !== 'coupon') return ''
    const what = g.rate ? t.rateText(decimal((10_000 - g.rate) / 1000)) + (g.most ? t.mostText(money(g.most)) : '') : t.offText(money(g.off))
    return (g.minimum ? t.fromText(money(g.minimum)) : t.noMinimum) + what
  }
}
