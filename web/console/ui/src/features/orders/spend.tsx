import { PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useCallback, useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { money } from '@/format'
import { Allowed, Empty, Loaded, SkeletonCards } from '@/parts/feedback'
import { FilterBar, SearchBox } from '@/parts/filter-bar'
import { useGo } from '@/parts/link'
import { useStoreNames } from '@/parts/names'
import { Page } from '@/parts/page'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { DaysFilter } from './days-filter'
import { AddSpend } from './spend-add'
import { words } from './words'

type Spend = Schema<'SpendView'>

const fields = { from: text(), to: text(), channel: text(), page: text(), limit: whole(50) }
const clear = { from: '', to: '', channel: '' }

// SpendPage lists what advertising cost, by channel and day.
export default function SpendPage() {
  const t = useWords(words)
  const [adding, setAdding] = useState(false)
  return (
    <Page title={t.spendTitle} subtitle={t.spendSubtitle} crumbs={[{ title: t.title, to: to.orders() }]}
      actions={<Allowed to="spend.edit" quiet><Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t.spendAdd}</Button></Allowed>}>
      <Allowed to="spend.read"><List onAdd={() => setAdding(true)} /></Allowed>
      {adding && <AddSpend onClose={() => setAdding(false)} />}
    </Page>
  )
}

function List({ onAdd }: { onAdd: () => void }) {
  const t = useWords(words)
  const go = useGo()
  const stores = useStoreNames()
  const [state, set] = useQueryState(fields)
  const { from, to: until, channel, page, limit } = state
  const filter = { from: from || undefined, to: until || undefined, channel: channel || undefined }
  const query = { ...filter, limit, after: pageQuery(page).after }
  const spend = useQuery({ queryKey: ['spend', query], queryFn: ({ signal }) => ask(api.GET('/api/spend', { params: { query }, signal })), placeholderData: keepPreviousData })
  const find = useCallback((v: string) => set({ channel: v }, true), [set])
  const filtered = !!(from || until || channel)
  const columns: Col<Spend>[] = [
    { key: 'day', title: t.day, fixed: true, cell: (s) => <span className="num">{s.day}</span> },
    { key: 'channel', title: t.channel, cell: (s) => s.channel },
    { key: 'campaign', title: t.campaign, cell: (s) => s.campaign || '—' },
    { key: 'store', title: t.store, cell: (s) => (s.store_id ? stores.nameOf(s.store_id) : t.wholeCompany) },
    { key: 'amount', title: t.amount, number: true, cell: (s) => money(s.amount) },
    { key: 'source', title: t.source, cell: (s) => s.source },
  ]
  const none = filtered
    ? <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={() => set(clear)}>{t.clear}</Button>} />
    : <Empty title={t.spendNone} why={t.spendNoneWhy} action={<div className="row"><Allowed to="spend.edit" quiet><Button type="primary" onClick={onAdd}>{t.spendAdd}</Button></Allowed><Allowed to="import.run" quiet><Button onClick={() => go(to.newImport())}>{t.spendImport}</Button></Allowed></div>} />
  return (
    <div className="stack">
      <Totals filter={filter} onChannel={(c) => set({ channel: c === channel ? '' : c })} />
      <ResourceTable<Spend> name="spend" label={t.spendTitle} columns={columns} rowKey={(s) => s.id} query={spend} empty={none} page={page} onPage={(next) => set({ page: next })} limit={limit} onLimit={(n) => set({ limit: n })}
        filters={<FilterBar active={filtered} onClear={() => set(clear)}><DaysFilter from={from} to={until} words={t} onChange={set} /><SearchBox label={t.channel} value={channel} onChange={find} width={200} /></FilterBar>} />
    </div>
  )
}

// Totals sums each channel up; a press narrows the list to it.
function Totals({ filter, onChannel }: { filter: { from?: string; to?: string; channel?: string }; onChannel: (c: string) => void }) {
  const t = useWords(words)
  const totals = useQuery({ queryKey: ['spend', 'total', filter], queryFn: ({ signal }) => ask(api.GET('/api/spend/total', { params: { query: filter }, signal })), placeholderData: keepPreviousData })
  return (
    <Loaded query={totals} skeleton={<SkeletonCards n={3} />}>
      {({ items }) => items.length === 0 ? null : (
        <section className="cards two" aria-label={t.totals}>
          <div className="stat" style={{ cursor: 'default' }}><span className="label">{t.total}</span><span className="value">{money(items.reduce((sum, c) => sum + c.amount, 0))}</span></div>
          {[...items].sort((a, b) => b.amount - a.amount).slice(0, 5).map((c) => <button key={c.channel} type="button" className="stat" aria-pressed={filter.channel === c.channel} onClick={() => onChannel(c.channel)}><span className="label">{c.channel}</span><span className="value">{money(c.amount)}</span></button>)}
        </section>
      )}
    </Loaded>
  )
}
