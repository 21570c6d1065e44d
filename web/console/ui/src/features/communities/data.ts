// What several pages about groups ask for.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import type { Answer, Cell, Schema } from '@/api/types'
import { useStored, valueOf } from '@/parts/metric'

export type Group = Schema<'CommunityView'>
export type GroupDetail = Schema<'CommunityDetail'>
export type Kind = 'activity' | 'service' | 'sales' | 'core' | 'seed'
export type State = 'draft' | 'open' | 'harvest' | 'closed' | 'archived'

export const kinds: readonly Kind[] = ['activity', 'service', 'sales', 'core', 'seed']
export const states: readonly State[] = ['draft', 'open', 'harvest', 'closed', 'archived']
export const carriers = ['wecom', 'wechat', 'qq', 'irc', 'other'] as const
export const roleNames = ['owner', 'manager', 'assistant', 'service', 'leader', 'seed', 'king', 'starter'] as const

// groupName is what a group is called, its key where it lives when nobody named it.
export const groupName = (g: { name: string; code: string }) => g.name || g.code

// whereOf filters a metric to one group.
export const whereOf = (g: { source: string; code: string }) => [`community=${g.source}/${g.code}`]

export function useGroup(id: string) {
  return useQuery({ queryKey: ['communities', 'one', id], queryFn: () => ask(api.GET('/api/communities/{id}', { params: { path: { id } } })) })
}

// useAfresh forgets what was read of groups, after a write.
export function useAfresh() {
  const queries = useQueryClient()
  return () => Promise.all(['communities', 'tasks', 'flows'].map((key) => queries.invalidateQueries({ queryKey: [key] })))
}

export function usePresets() {
  return useQuery({ queryKey: ['communities', 'kinds'], staleTime: 600_000, queryFn: async () => (await ask(api.GET('/api/communities/kinds'))).items })
}

// useGroupNames gives all groups of the caller's scope, for naming and choosing; no other query has its key. They are hundreds, not thousands.
export function useGroupNames() {
  const may = useMay()
  const q = useQuery({ queryKey: ['communities', 'names'], staleTime: 60_000, enabled: may('community.read'), queryFn: readAll })
  const by = new Map(q.data?.map((g) => [g.id, g]))
  const all = q.data ?? []
  const options = (some = all) => some.map((g) => ({ value: g.id, label: groupName(g) }))
  // choices are the open groups, and what was chosen already whatever has become of it
  const choices = (chosen: readonly string[] = []) => options(all.filter((g) => g.state === 'open' || chosen.includes(g.id)))
  return { all, loading: q.isFetching, options, choices, one: (id: string) => by.get(id), nameOf: (id: string) => { const g = by.get(id); return g ? groupName(g) : undefined } }
}

async function readAll(): Promise<Group[]> {
  const all: Group[] = []
  for (let after: string | undefined; ;) {
    const page = await ask(api.GET('/api/communities', { params: { query: { limit: 200, after } } }))
    all.push(...page.items)
    if (!page.next) return all
    after = page.next
  }
}

// Life is how a group was judged by the metric "health", with what it was judged by.
export interface Life { code: LifeCode; text: Cell; row: ReadonlyMap<string, number | null> }
export const lifeCodes = ['dead_a', 'dead_b', 'ad_only', 'young', 'healthy'] as const
export type LifeCode = (typeof lifeCodes)[number]

// idIn finds the id behind the name that metrics write of a group: "name (com_…)".
export const idIn = (cell: Cell | undefined) => /\((com_\w+)\)$/.exec(cell?.text?.zh ?? '')?.[1]

// useLives gives how every group was judged, from the stored answer.
export function useLives() {
  const q = useStored('health')
  return { query: q, answer: q.data, lives: q.data ? livesOf(q.data) : new Map<string, Life>() }
}

function livesOf(answer: Answer): Map<string, Life> {
  const table = answer.tables.find((t) => t.name === 'communities')
  const out = new Map<string, Life>()
  for (const row of table?.rows ?? []) {
    const id = idIn(row[0]), text = row[1]
    const code = lifeCodes.find((c) => valueOf(answer, c)?.title.zh === text?.text?.zh)
    if (!id || !text || !code) continue
    out.set(id, { code, text, row: new Map(table?.columns.map((c, i) => [c.name, row[i]?.number ?? null])) })
  }
  return out
}
