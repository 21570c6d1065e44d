import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { money, unknown } from '@/format'
import { useAct, useUndoToast } from '@/parts/confirm'
import { Allowed, Empty, Loaded, SkeletonCards } from '@/parts/feedback'
import { FilterBar } from '@/parts/filter-bar'
import { A } from '@/parts/link'
import { useStored } from '@/parts/metric'
import { useStoreNames } from '@/parts/names'
import { Page } from '@/parts/page'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useSay, useWords } from '@/words'
import { CostForm } from './cost-add'
import { Values } from './values'
import { words } from './words'

type CostView = Schema<'CostView'>
const fields = { kind: text(), page: text(), limit: whole(50) }

// Costs is what was spent, what it brought, and the list behind it.
export default function Costs() {
  const t = useWords(words)
  const [adding, setAdding] = useState(false)
  return (
    <Page title={t.costTitle} subtitle={t.costSub} crumbs={[{ title: t.title, to: to.insight() }]}
      actions={<Allowed to="spend.edit" quiet><Button type="primary" onClick={() => setAdding(true)}>{t.addCost}</Button></Allowed>}>
      <Allowed to="spend.read">
        <div className="stack">
          <Figures />
          <p className="soft small">{t.marginHint} <A to={to.metric('roi')}>{t.setMargin}</A></p>
          <CostList onAdd={() => setAdding(true)} />
        </div>
      </Allowed>
      {adding && <CostForm onClose={() => setAdding(false)} />}
    </Page>
  )
}

function Figures() {
  const cac = useStored('cac'), roi = useStored('roi'), costs = useStored('costs')
  return (
    <>
      <Loaded query={cac} skeleton={<SkeletonCards n={3} />}>{(a) => <Values answer={a} only={['cac', 'ltv_cac', 'ltv', 'new']} />}</Loaded>
      <Loaded query={roi} skeleton={<SkeletonCards n={3} />}>{(a) => <Values answer={a} only={['roi', 'cost', 'profit', 'revenue']} />}</Loaded>
      <Loaded query={costs} skeleton={<SkeletonCards n={3} />}>{(a) => <Values answer={a} only={['ad', 'search', 'exchange']} />}</Loaded>
    </>
  )
}

// useKinds gives the kinds of costs with their names.
export function useKinds() {
  return useQuery({ queryKey: ['costs', 'kinds'], queryFn: () => ask(api.GET('/api/costs/kinds')), staleTime: 600_000 })
}

const groupWords: Record<string, 'groupAd' | 'groupSearch' | 'groupExchange' | 'groupOther'> = { ad: 'groupAd', search: 'groupSearch', exchange: 'groupExchange', other: 'groupOther' }

function CostList({ onAdd }: { onAdd: () => void }) {
  const t = useWords(words)
  const say = useSay()
  const [q, set] = useQueryState(fields)
  const kinds = useKinds()
  const query = useQuery({
    queryKey: ['costs', 'list', q],
    queryFn: () => ask(api.GET('/api/costs', { params: { query: { limit: q.limit, kind: q.kind || undefined, after: q.page || undefined } } })),
  })
  const columns = useColumns()
  const add = <Allowed to="spend.edit" quiet><Button type="primary" onClick={onAdd}>{t.addCost}</Button></Allowed>
  return (
    <ResourceTable<CostView> name="costs" label={t.costTitle} columns={columns} rowKey={(c) => c.id} query={query}
      page={q.page} onPage={(page) => set({ page })} limit={q.limit} onLimit={(limit) => set({ limit })}
      filters={
        <FilterBar active={q.kind !== ''} onClear={() => set({ kind: '' })}>
          <Select aria-label={t.kind} allowClear placeholder={t.noKind} value={q.kind || undefined} onChange={(v?: string) => set({ kind: v ?? '' })} style={{ minWidth: 180 }} options={(kinds.data?.items ?? []).map((k) => ({ value: k.kind, label: say(k.title) }))} />
        </FilterBar>
      }
      empty={q.kind ? <Empty title={t.noMatch} action={<Button onClick={() => set({ kind: '' })}>{t.clearSearch}</Button>} /> : <Empty title={t.costEmpty} why={t.costEmptyWhy} action={add} />} />
  )
}

function useColumns(): Col<CostView>[] {
  const t = useWords(words)
  const say = useSay()
  const kinds = useKinds()
  const stores = useStoreNames()
  const kindOf = (c: CostView) => kinds.data?.items.find((k) => k.kind === c.kind)
  return [
    { key: 'kind', title: t.kind, fixed: true, cell: (c) => say(kindOf(c)?.title) || c.kind },
    { key: 'days', title: t.costDays, cell: (c) => <span className="num">{c.from_day === c.to_day ? c.from_day : `${c.from_day} – ${c.to_day}`}</span> },
    { key: 'amount', title: t.moneyAmount, number: true, cell: (c) => money(c.amount) },
    { key: 'group', title: t.group, cell: (c) => t[groupWords[kindOf(c)?.group ?? 'other'] ?? 'groupOther'] },
    { key: 'work', title: t.work, cell: (c) => (c.minutes > 0 ? t.hoursOf((c.minutes / 60).toFixed(1), money(c.rate)) : unknown) },
    { key: 'channel', title: t.channel, cell: (c) => c.channel || <span className="soft">{t.anyChannel}</span> },
    { key: 'store', title: t.store, cell: (c) => (c.store_id ? stores.nameOf(c.store_id) : <span className="soft">{t.whoCompany}</span>) },
    { key: 'source', title: t.costSource, cell: (c) => <div style={{ maxWidth: 160, overflowWrap: 'anywhere' }}>{[c.source, c.ref].filter(Boolean).join(' · ')}</div> },
    { key: 'act', title: t.actions, cell: (c) => <Allowed to="spend.edit" quiet><Remove cost={c} /></Allowed> },
  ]
}

function Remove({ cost: c }: { cost: CostView }) {
  const t = useWords(words)
  const act = useAct()
  const undo = useUndoToast()
  const queries = useQueryClient()
  const again = () => Promise.all([queries.invalidateQueries({ queryKey: ['costs'] }), queries.invalidateQueries({ queryKey: ['insight'] })])
  const remove = async () => {
    if (!await act(() => ask(api.DELETE('/api/costs/{id}', { params: { path: { id: c.id } } })))) return
    void again()
    undo(t.costDeleted, async () => { await ask(api.POST('/api/costs', { body: { items: [bodyOf(c)] } })); await again() })
  }
  return <Button size="small" type="text" onClick={() => void remove()} aria-label={`${t.remove} ${c.ref || c.kind} ${c.from_day}`}>{t.remove}</Button>
}

type CostBody = Schema<'CostBody'>

// bodyOf enters a deleted cost once more. Of work the amount follows from minutes and rate.
function bodyOf(c: CostView): CostBody {
  const paid = c.minutes > 0 ? { minutes: c.minutes, rate: c.rate } : { amount: c.amount }
  return { kind: c.kind as CostBody['kind'], from_day: c.from_day, to_day: c.to_day, source: c.source, ref: c.ref || undefined, channel: c.channel || undefined, store_id: c.store_id || undefined, ...paid }
}
