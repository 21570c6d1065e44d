import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import type { Listed } from '@/api/types'
import { Empty, Skeleton } from '@/parts/feedback'
import { A } from '@/parts/link'
import { pageQuery } from '@/parts/paging'
import { ResourceTable } from '@/parts/resource-table'
import { choice, text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { ExportButton } from '../customers/export'
import { usePeopleColumns } from '../customers/list-columns'
import type { Segment } from './data'
import { words } from './words'

const fields = { page: text(), limit: whole(50), sort: choice(['', 'value', '-value', 'last_order', '-last_order'], '') }

// Members are the people of a segment in the user's scope, and the file of exactly them.
export function Members({ segment }: { segment: Segment }) {
  const t = useWords(words)
  const [{ page, limit, sort }, set] = useQueryState(fields)
  const filter = { segment_id: segment.id }
  const by = sort.replace('-', '')
  const query = { ...filter, limit, ...pageQuery(page), ...(by === 'value' || by === 'last_order' ? { sort: by, order: sort.startsWith('-') ? 'desc' : 'asc' } as const : {}) }
  const people = useQuery({
    queryKey: ['customers', query, segment.members, segment.version],
    enabled: segment.built_at > 0,
    queryFn: async ({ signal }) => {
      const found = await ask(api.GET('/api/customers', { params: { query }, signal }))
      return { ...found, items: found.items as Listed[] }
    },
    placeholderData: keepPreviousData,
  })
  const columns = usePeopleColumns()
  if (!segment.built_at) return <section className="card"><Skeleton /><p className="soft">{t.building}</p></section>
  return (
    <ResourceTable<Listed> name="segment-members" label={t.members} columns={columns} rowKey={(p) => p.id} query={people} page={page} onPage={(p) => set({ page: p })} ends
      sort={sort} onSort={(s) => set({ sort: fields.sort.read(s) })} limit={limit} onLimit={(n) => set({ limit: n })}
      tools={<><A to={to.customers({ segment: segment.id })}>{t.openList}</A><ExportButton filter={filter} size={people.data} name={segment.name} /></>}
      empty={<Empty title={t.nobodyIn} why={t.nobodyInWhy} />} />
  )
}
