import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { api, ask } from '@/api/client'
import { moment } from '@/format'
import { Allowed, Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { A, useGo } from '@/parts/link'
import { useStoreNames } from '@/parts/names'
import { Page } from '@/parts/page'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { states, type Landing } from './data'
import { words } from './words'

const Settings = lazy(() => import('./settings'))
const fields = { state: choice(['', ...states], ''), page: text(), limit: whole(50) }
const tones = { draft: 'default', live: 'success', paused: 'warning', closed: 'default' } as const

// StateTag says whether a page is shown.
export function StateTag({ state }: { state: string }) {
  const t = useWords(words)
  const known = states.find((s) => s === state) ?? 'draft'
  return <Tag color={tones[known]}>{t.state[known]}</Tag>
}

// LandingsPage lists the landing pages.
export default function LandingsPage() {
  const t = useWords(words)
  const go = useGo()
  const [making, setMaking] = useState(false)
  const make = <Allowed to="campaign.edit" quiet><Button type="primary" onClick={() => setMaking(true)}>{t.make}</Button></Allowed>
  return (
    <Page title={t.title} subtitle={t.subtitle} crumbs={[{ title: t.campaigns, to: to.campaigns() }]} actions={make}>
      <Allowed to="campaign.read"><Landings make={make} /></Allowed>
      {making && <Suspense><Settings onClose={() => setMaking(false)} onSaved={(l) => go(to.landing(l.id))} /></Suspense>}
    </Page>
  )
}

function Landings({ make }: { make: ReactNode }) {
  const t = useWords(words)
  const [{ state, page, limit }, set] = useQueryState(fields)
  const query = { state: state || undefined, limit, after: pageQuery(page).after }
  const landings = useQuery({ queryKey: ['landings', 'list', query], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/landings', { params: { query }, signal })) })
  return (
    <ResourceTable<Landing> name="landings" label={t.title} columns={useColumns()} rowKey={(l) => l.id} query={landings} page={page} onPage={(next) => set({ page: next })} limit={limit} onLimit={(n) => set({ limit: n })}
      empty={state ? <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={() => set({ state: '' })}>{t.clear}</Button>} /> : <Empty title={t.none} why={t.noneWhy} action={make} />}
      filters={<FilterBar active={!!state} onClear={() => set({ state: '' })}><PickFilter label={t.stateOf} value={state} onChange={(v) => set({ state: fields.state.read(v) })} options={states.map((s) => ({ value: s, label: t.state[s] }))} /></FilterBar>} />
  )
}

function useColumns(): Col<Landing>[] {
  const t = useWords(words)
  const stores = useStoreNames()
  return [
    { key: 'name', title: t.name, fixed: true, cell: (l) => <A to={to.landing(l.id)}>{l.name}</A> },
    { key: 'state', title: t.stateOf, cell: (l) => <StateTag state={l.state} /> },
    { key: 'source', title: t.source, cell: (l) => l.source },
    { key: 'campaign', title: t.campaign, cell: (l) => l.campaign || '—' },
    { key: 'split', title: t.variantOf, cell: (l) => (l.split ? t.splitOn : t.splitOff) },
    { key: 'store', title: t.store, cell: (l) => (l.store_id ? stores.nameOf(l.store_id) : t.allStores) },
    { key: 'created', title: t.created, hidden: true, cell: (l) => moment(l.created_at) },
  ]
}
