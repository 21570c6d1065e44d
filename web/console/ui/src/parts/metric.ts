// Asking for metrics and for what stands behind their numbers.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { Answer, Query } from '@/api/types'

export type Ask = Omit<Query<'/api/insight/{name}'>, 'stored'>

// waitsFor asks again while the first result is being computed: after 3 s, and ever more rarely up to once in 30 s.
const waitsFor = ({ error, errorUpdateCount: times }: { error: unknown; errorUpdateCount: number }) =>
  (error && asProblem(error).code === 'insight.not_ready' ? Math.min(30_000, 3000 * 1.3 ** Math.max(0, times - 5)) : false)

// useStored gives a metric's stored answer, as pages show it: at once.
export function useStored(name: string) {
  return useQuery({
    queryKey: ['insight', name, 'stored'],
    queryFn: () => ask(api.GET('/api/insight/{name}', { params: { path: { name }, query: { stored: true } } })),
    refetchInterval: (q) => waitsFor(q.state),
  })
}

// useMetric computes a metric now, for a window, a variant, filters and options. Heavy ones take seconds.
export function useMetric(name: string, q: Ask = {}, enabled = true) {
  return useQuery({
    queryKey: ['insight', name, q],
    queryFn: ({ signal }) => ask(api.GET('/api/insight/{name}', { params: { path: { name }, query: q }, signal })),
    placeholderData: keepPreviousData,
    enabled,
  })
}

// useDictionary gives all metrics with their definitions.
export function useDictionary() {
  return useQuery({ queryKey: ['insight'], queryFn: () => ask(api.GET('/api/insight')), staleTime: 600_000 })
}

// useMetricRows gives the rows behind a number, page by page.
export function useMetricRows(name: string, set: string, q: Ask) {
  return useInfiniteQuery({
    queryKey: ['insight', name, 'rows', set, q],
    queryFn: ({ pageParam }) => ask(api.GET('/api/insight/{name}/rows', { params: { path: { name }, query: { ...q, set, after: pageParam, limit: 50 } } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.next || undefined,
  })
}

// askOf gives the question that an answer answers, so that its rows are asked for with the same.
export function askOf(a: Answer): Ask {
  const pairs = (m?: Record<string, string>) => Object.entries(m ?? {}).map(([k, v]) => `${k}=${v}`)
  const q: Ask = {}
  if (!a.window.default) { q.from = a.window.from; q.to = a.window.to }
  if (a.params.by) q.by = a.params.by
  if (a.params.where) q.where = pairs(a.params.where)
  if (a.params.options) q.option = pairs(a.params.options)
  return q
}

// valueOf finds a named value of an answer.
export const valueOf = (a: Answer | undefined, name: string) => a?.values.find((v) => v.name === name)
export const tableOf = (a: Answer | undefined, name: string) => a?.tables.find((t) => t.name === name)
