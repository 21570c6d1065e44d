import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Segmented, Tag } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { api, ask } from '@/api/client'
import { NamedPerson, usePeopleNames } from '@/features/customers/people'
import { moment } from '@/format'
import { Allowed, Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { A, useGo } from '@/parts/link'
import { useCampaignNames, useStoreNames } from '@/parts/names'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { states, type Parcel } from './data'
import { words } from './words'

const Act = lazy(() => import('./acts'))
export type Doing = 'ship' | 'show'
const tabs = [...states, 'all'] as const
const fields = { state: choice(tabs, 'ready'), campaign: text(), page: text(), limit: whole(50) }
const clear = { state: 'all', campaign: '' } as const

// Parcels lists what is to be handed over, and what was.
export function Parcels() {
  const t = useWords(words)
  const go = useGo()
  const [{ state, campaign, page, limit }, set] = useQueryState(fields)
  const [doing, setDoing] = useState<{ parcel: Parcel; act: Doing }>()
  const campaigns = useCampaignNames()
  const query = { state: state === 'all' ? undefined : state, campaign_id: campaign || undefined, limit, after: pageQuery(page).after }
  const all = useQuery({ queryKey: ['parcels', 'list', query], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/parcels', { params: { query }, signal })) })
  const nameOf = usePeopleNames((all.data?.items ?? []).map((p) => p.customer_id))
  const columns = useColumns(nameOf, campaigns.nameOf, (parcel, act) => setDoing({ parcel, act }))
  const filtered = state !== 'all' || campaign !== ''
  return (
    <div className="stack">
      <div style={{ overflowX: 'auto' }}><Segmented<typeof state> aria-label={t.ofState} value={state} options={tabs.map((s) => ({ value: s, label: t.states[s] }))} onChange={(next) => set({ state: next })} /></div>
      <ResourceTable<Parcel> name="parcels" label={t.title} columns={columns} rowKey={(p) => p.id} query={all} page={page} onPage={(next) => set({ page: next })} limit={limit} onLimit={(n) => set({ limit: n })}
        empty={filtered ? <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={() => set(clear)}>{t.clear}</Button>} /> : <Empty title={t.none} why={t.noneWhy} action={<Button onClick={() => go(to.campaigns())}>{t.noneAct}</Button>} />}
        filters={<FilterBar active={campaign !== ''} onClear={() => set({ campaign: '' })}><PickFilter label={t.campaign} value={campaign} onChange={(v) => set({ campaign: v })} options={campaigns.options} /></FilterBar>} />
      {doing && <Suspense><Act {...doing} onClose={() => setDoing(undefined)} /></Suspense>}
    </div>
  )
}

type NameOf = (id: string) => string | undefined

function useColumns(nameOf: NameOf, campaignOf: NameOf, onAct: (p: Parcel, act: Doing) => void): Col<Parcel>[] {
  const t = useWords(words)
  const stores = useStoreNames()
  return [
    { key: 'goods', title: t.goods, fixed: true, cell: (p) => p.title },
    { key: 'buyer', title: t.buyer, cell: (p) => <NamedPerson id={p.customer_id} nameOf={nameOf} /> },
    { key: 'how', title: t.how, cell: (p) => t.hows[p.how] },
    { key: 'where', title: t.where, cell: (p) => (!p.told ? <span className="warn">{t.noWhere}</span> : p.how === 'pickup' ? stores.nameOf(p.store_id) : t.told) },
    { key: 'state', title: t.state, cell: (p) => <Tag color={p.state === 'ready' || p.state === 'shipped' ? 'processing' : undefined} style={{ margin: 0 }}>{t.states[p.state]}</Tag> },
    { key: 'parcel', title: t.parcel, cell: (p) => (p.parcel ? <span className="num">{p.carrier} {p.parcel}</span> : '—') },
    { key: 'campaign', title: t.campaign, cell: (p) => <A to={to.campaignBoard(p.campaign_id)}>{campaignOf(p.campaign_id) || t.unnamed}</A> },
    { key: 'at', title: t.at, cell: (p) => <span className="num">{moment(p.created_at)}</span> },
    { key: 'ended', title: t.ended, hidden: true, cell: (p) => (p.ended_at ? <span className="num">{moment(p.ended_at)}</span> : '—') },
    { key: 'acts', title: t.acts, cell: (p) => <Acts parcel={p} onAct={(act) => onAct(p, act)} /> },
  ]
}

function Acts({ parcel: p, onAct }: { parcel: Parcel; onAct: (act: Doing) => void }) {
  const t = useWords(words)
  const sent = p.how === 'delivery' && p.told
  if (p.how === 'delivery' && !p.told && p.state === 'ready') return <span className="soft small">{t.awaits}</span>
  if (p.state === 'withdrawn' || (p.state !== 'ready' && !sent)) return <>—</>
  return (
    <span className="row">
      {sent && p.state === 'ready' && <Allowed to="campaign.edit" quiet><Button size="small" onClick={() => onAct('ship')}>{t.ship}</Button></Allowed>}
      {sent && <Allowed to="phone.reveal" quiet><Button size="small" type="text" onClick={() => onAct('show')}>{t.show}</Button></Allowed>}
      {p.how === 'pickup' && p.state === 'ready' && <Allowed to="campaign.edit" quiet><A to={to.parcels({ of: 'pickup' })}>{t.pickup}</A></Allowed>}
    </span>
  )
}
