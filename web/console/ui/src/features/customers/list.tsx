import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { api, ask } from '@/api/client'
import type { Listed } from '@/api/types'
import { Allowed, Empty } from '@/parts/feedback'
import { A, useGo } from '@/parts/link'
import { Page } from '@/parts/page'
import { ResourceTable } from '@/parts/resource-table'
import { useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { ExportButton } from './export'
import { usePeopleColumns } from './list-columns'
import { Filters } from './list-filters'
import { clear, fields, filterOf, isFiltered, queryOf } from './list-query'
import { SavedViews } from './views'
import { words } from './words'

const BulkActs = lazy(() => import('./bulk'))

// CustomersPage is the list of people.
export default function CustomersPage() {
  const t = useWords(words)
  const ways = (
    <nav className="row" aria-label={t.ways}>
      <A to={to.segments()}>{t.segments}</A>
      <A to={to.ladder()}>{t.ladderBoard}</A>
      <A to={to.twins()}>{t.twins}</A>
    </nav>
  )
  return <Page title={t.title} subtitle={t.subtitle} actions={ways}><Allowed to="customer.read"><List /></Allowed></Page>
}

function List() {
  const t = useWords(words)
  const go = useGo()
  const queries = useQueryClient()
  const [state, set] = useQueryState(fields)
  const query = queryOf(state)
  const people = useQuery({
    queryKey: ['customers', query],
    queryFn: async ({ signal }) => {
      const found = await ask(api.GET('/api/customers', { params: { query }, signal }))
      return { ...found, items: found.items as Listed[] }
    },
    placeholderData: keepPreviousData,
  })
  const seen = useSeen(people.data?.items)
  const columns = usePeopleColumns()
  const filtered = isFiltered(state)
  const empty = filtered
    ? <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={() => set(clear)}>{t.clear}</Button>} />
    : <Empty title={t.noneTitle} why={t.noneWhy} action={<Button type="primary" onClick={() => go(to.newImport())}>{t.noneAct}</Button>} />
  const filter = filterOf(state)
  return (
    <ResourceTable<Listed> name="customers" label={t.title} columns={columns} rowKey={(p) => p.id} query={people} empty={empty}
      page={state.page} onPage={(page) => set({ page })} ends sort={state.sort} onSort={(sort) => set({ sort: fields.sort.read(sort) })} limit={state.limit} onLimit={(limit) => set({ limit })}
      filters={<Filters state={state} set={set} />}
      tools={<><SavedViews /><ExportButton filter={filter} size={people.data} /></>}
      bulkAll
      bulk={(chosen, done) => <Suspense><BulkActs chosen={chosen} filter={filter} size={people.data} rowOf={seen} onDone={() => { done(); void queries.invalidateQueries({ queryKey: ['customers'] }) }} /></Suspense>} />
  )
}

// useSeen remembers the rows that were on the screen, so that what is done to chosen ones can be undone exactly.
function useSeen(items: Listed[] | undefined): (id: string) => Listed | undefined {
  const rows = useRef(new Map<string, Listed>())
  useEffect(() => { for (const p of items ?? []) rows.current.set(p.id, p) }, [items])
  return (id) => rows.current.get(id)
}
