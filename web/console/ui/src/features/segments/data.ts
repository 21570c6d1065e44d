import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import type { Scale } from '../customers/scales'

export type Attribute = Schema<'AttributeView'>
export type Segment = Schema<'SegmentView'>
export type Reason = Schema<'ReasonView'>

export const useAttributes = () => useQuery({ queryKey: ['attributes'], staleTime: 600_000, queryFn: () => ask(api.GET('/api/attributes')) })

export const useSegment = (id: string) =>
  useQuery({ queryKey: ['segments', id], queryFn: () => ask(api.GET('/api/segments/{id}', { params: { path: { id } } })), refetchInterval: (q) => (q.state.data?.state === 'building' ? 2000 : false) })

// useTried asks how many a rule holds for and why for a few, half a second after it changed last. '' asks nothing.
export function useTried(rule: string) {
  const [settled, setSettled] = useState(rule)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(rule), 500)
    return () => clearTimeout(timer)
  }, [rule])
  const tried = useQuery({
    queryKey: ['segments', 'try', settled],
    enabled: settled !== '',
    placeholderData: keepPreviousData,
    retry: false,
    queryFn: ({ signal }) => ask(api.POST('/api/segments/try', { body: { rule: settled, people: 8 }, signal })),
  })
  return { tried, waits: settled !== rule || tried.isFetching }
}

// operatorsOf lists what an attribute may be asked; 'not in' is kept as a negated 'in'.
export function operatorsOf(a: Attribute): string[] {
  switch (a.type) {
    case 'number':
    case 'money': return ['>=', '<=', '=', '!=', '>', '<', 'in']
    case 'moment': return ['within', 'older than', 'since', 'before', 'until', 'after', 'is known', 'is none']
    case 'word': return a.words.length > 0 ? ['=', 'in', '!=', '>=', '<=', 'is none', 'is known'] : ['=', 'in', '!=', 'is none', 'is known']
    default: return ['=', 'in', '!=', 'is none', 'is known']
  }
}

// scaleOf tells which attributes are scales on which a customer stands.
export const scaleOf: Record<string, Scale | undefined> = { ladder: 'ladder', depth: 'depth', tie_band: 'band', tier: 'tier', seed: 'seed' }
