import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { api, ask } from '@/api/client'
import { NamedPerson, usePeopleNames } from '@/features/customers/people'
import { date, moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState, whole } from '@/parts/state'
import { useWords } from '@/words'
import { rewardStates, useFresh, type Reward } from './data'
import { words } from './words'

const Act = lazy(() => import('./acts'))
export type Doing = 'ship' | 'revoke' | 'show'
const fields = { state: choice(['', ...rewardStates] as const, ''), gift_id: text(), page: text(), limit: whole(50) }
const clear = { state: '', gift_id: '' } as const
const busy: readonly string[] = ['waiting', 'applied', 'shipped']

// Given lists who was given what, and why.
export function Given() {
  const t = useWords(words)
  const [{ state, gift_id, page, limit }, set] = useQueryState(fields)
  const [doing, setDoing] = useState<{ reward: Reward; act: Doing }>()
  const query = { state: state || undefined, gift_id: gift_id || undefined, limit, after: pageQuery(page).after }
  const all = useQuery({ queryKey: ['rewards', 'list', query], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/rewards', { params: { query }, signal })) })
  const nameOf = usePeopleNames((all.data?.items ?? []).map((r) => r.customer_id))
  const columns: Col<Reward>[] = [
    { key: 'gift', title: t.gift, fixed: true, cell: (r) => r.gift },
    { key: 'customer', title: t.customer, cell: (r) => <NamedPerson id={r.customer_id} nameOf={nameOf} /> },
    { key: 'why', title: t.why, cell: (r) => <Why reward={r} /> },
    { key: 'state', title: t.state, cell: (r) => <Tag color={busy.includes(r.state) ? 'processing' : undefined}>{t.rewardStates[r.state]}</Tag> },
    { key: 'parcel', title: t.parcel, cell: (r) => (r.parcel ? <span className="num">{r.carrier} {r.parcel}</span> : r.why || '—') },
    { key: 'at', title: t.at, cell: (r) => <span className="num">{moment(r.created_at)}</span> },
    { key: 'until', title: t.untilOf, hidden: true, cell: (r) => (r.until_at ? <span className="num">{date(r.until_at - 1)}</span> : '—') },
    { key: 'kind', title: t.kind, hidden: true, cell: (r) => t.kinds[r.kind] },
    { key: 'acts', title: t.acts, cell: (r) => <Acts reward={r} onAct={(act) => setDoing({ reward: r, act })} /> },
  ]
  return (
    <>
      <ResourceTable<Reward> name="rewards" label={t.given} columns={columns} rowKey={(r) => r.id} query={all} page={page} onPage={(next) => set({ page: next })} limit={limit} onLimit={(n) => set({ limit: n })}
        empty={state || gift_id ? <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={() => set(clear)}>{t.clear}</Button>} /> : <Empty title={t.givenNone} why={t.givenNoneWhy} />}
        filters={<FilterBar active={!!(state || gift_id)} onClear={() => set(clear)}><PickFilter label={t.state} value={state} onChange={(v) => set({ state: fields.state.read(v) })} options={rewardStates.map((s) => ({ value: s, label: t.rewardStates[s] }))} /></FilterBar>} />
      {doing && <Suspense><Act {...doing} onClose={() => setDoing(undefined)} /></Suspense>}
    </>
  )
}

function Why({ reward: r }: { reward: Reward }) {
  const t = useWords(words)
  const reason = r.reason === 'step' || r.reason === 'welcome' ? t.reasons[r.reason] : ''
  return <>{r.title}{reason && <span className="soft"> · {reason}</span>}</>
}

function Acts({ reward: r, onAct }: { reward: Reward; onAct: (act: Doing) => void }) {
  const t = useWords(words)
  const act = useAct()
  const fresh = useFresh()
  const arrived = async () => { if (await act(() => ask(api.POST('/api/rewards/{id}/arrived', { params: { path: { id: r.id } } })), t.arrivedDone)) await fresh() }
  const sealed = r.kind === 'code' ? t.showCode : r.kind === 'thing' && r.state !== 'waiting' && r.state !== 'expired' ? t.showAddress : ''
  const revocable = ['issued', 'waiting', 'applied'].includes(r.state)
  return (
    <span className="row">
      {r.state === 'applied' && <Allowed to="campaign.edit" quiet><Button size="small" onClick={() => onAct('ship')}>{t.ship}</Button></Allowed>}
      {r.state === 'shipped' && <Allowed to="campaign.edit" quiet><Button size="small" onClick={() => void arrived()}>{t.arrived}</Button></Allowed>}
      {sealed && <Allowed to="phone.reveal" quiet><Button size="small" type="text" onClick={() => onAct('show')}>{sealed}</Button></Allowed>}
      {revocable && <Allowed to="campaign.edit" quiet><Button size="small" type="text" onClick={() => onAct('revoke')}>{t.revoke}</Button></Allowed>}
    </span>
  )
}
