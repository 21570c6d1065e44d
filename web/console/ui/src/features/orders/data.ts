// What several pages of orders ask for.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import type { Schema } from '@/api/types'
import { useSay } from '@/words'

export type Order = Schema<'OrderView'>
export const classCodes = ['repurchase', 'referral', 'ad', 'natural'] as const
export type ClassCode = (typeof classCodes)[number]
export interface Classed { code: ClassCode; paid7: boolean }

interface Period { from?: string; to?: string; store_id?: string }

// useScenes gives every scene with its totals of a period.
export function useScenes(q: Period = {}) {
  return useQuery({ queryKey: ['orders', 'scenes', q], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/scenes', { params: { query: q }, signal })) })
}

// useSceneNames names scenes by code.
export function useSceneNames() {
  const say = useSay()
  const q = useScenes()
  const labels = q.data?.labels ?? []
  return { options: labels.map((l) => ({ value: l.code, label: say(l) })), nameOf: (code: string) => say(labels.find((l) => l.code === code)) || code || '—' }
}

// A page of a list rarely spans more orders than this; beyond, classes stay unknown rather than be waited for.
const mostRows = 1000

// useClasses gives the attribution of the orders of some days, as the loop counts it (INS-01), by id of the order.
export function useClasses(from: string, to: string) {
  const may = useMay()
  return useQuery({
    queryKey: ['insight', 'loop', 'classes', from, to],
    enabled: from !== '' && may('insight.read') && may('order.read'),
    staleTime: 120_000,
    queryFn: async ({ signal }) => {
      const out = new Map<string, Classed>()
      for (let after = ''; ;) {
        const page = await ask(api.GET('/api/insight/{name}/rows', { params: { path: { name: 'loop' }, query: { set: 'all', from, to, limit: 200, after: after || undefined } }, signal }))
        const at = (name: string) => page.columns.findIndex((c) => c.name === name)
        const [klass, paid] = [at('class'), at('paid7')]
        for (const r of page.items) {
          const code = classCodes.find((c) => c === r.cells[klass]?.text?.en)
          if (code) out.set(r.key, { code, paid7: r.cells[paid]?.text?.en === 'yes' })
        }
        if (!page.next || page.count > mostRows) return out
        after = page.next
      }
    },
  })
}
