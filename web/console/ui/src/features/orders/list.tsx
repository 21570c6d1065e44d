import { DownloadOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { useCallback, useState } from 'react'
import { api, ask } from '@/api/client'
import type { Query } from '@/api/types'
import { groupName, useGroupNames } from '@/features/communities/data'
import { NamedPerson, usePeopleNames } from '@/features/customers/people'
import { date, moment, money } from '@/format'
import { ChannelName } from '@/parts/channel'
import { useAct } from '@/parts/confirm'
import { save } from '@/parts/download'
import { Allowed, Empty } from '@/parts/feedback'
import { FilterBar, PickFilter, SearchBox } from '@/parts/filter-bar'
import { OrderLink, useGo } from '@/parts/link'
import { useCampaignNames, useStaffNames, useStoreNames } from '@/parts/names'
import { Page } from '@/parts/page'
import { pageQuery } from '@/parts/paging'
import { useCalled } from '@/parts/person'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState, whole, type StateOf as State } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { ClassOf, Days, StateOf } from './cells'
import { useSceneNames, type Order } from './data'
import { DaysFilter } from './days-filter'
import { OrderTabs } from './tabs'
import { Totals } from './totals'
import { words } from './words'

const fields = { from: text(), to: text(), kind: choice(['', 'sale', 'refund', 'adjustment'], ''), scene: text(), source: text(), channel: text(), state: choice(['', 'kept', 'cancelled'], ''), store: text(), community: text(), customer: text(), page: text(), limit: whole(50) }
const clear = { from: '', to: '', kind: '', scene: '', source: '', channel: '', state: '', store: '', community: '', customer: '' } as const

// OrdersPage lists the documents of the order book.
export default function OrdersPage() {
  const t = useWords(words)
  return <Page title={t.title} subtitle={t.subtitle} actions={<OrderTabs />}><Allowed to="order.read"><List /></Allowed></Page>
}

function List() {
  const t = useWords(words)
  const go = useGo()
  const [state, set] = useQueryState(fields)
  const { page, limit } = state
  const filter = filterOf(state)
  const query = { ...filter, limit, after: pageQuery(page).after }
  const orders = useQuery({
    queryKey: ['orders', 'list', query],
    queryFn: ({ signal }) => ask(api.GET('/api/orders', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  })
  const items = orders.data?.items ?? []
  const days = items.map((o) => o.day).sort()
  const nameOf = usePeopleNames([...items.map((o) => o.customer_id), state.customer])
  const filtered = Object.values(filter).some(Boolean)
  const empty = filtered
    ? <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={() => set(clear)}>{t.clear}</Button>} />
    : <Empty title={t.none} why={t.noneWhy} action={<Button type="primary" onClick={() => go(to.newImport())}>{t.noneAct}</Button>} />
  return (
    <Days value={{ from: days[0] ?? '', to: days.at(-1) ?? '' }}>
      <div className="stack">
        <Totals from={state.from} to={state.to} store={state.store} scene={state.scene} onScene={(scene) => set({ scene })} />
        <ResourceTable<Order> name="orders" label={t.title} columns={useColumns(nameOf)} rowKey={(o) => o.id} query={orders} empty={empty} page={page} onPage={(next) => set({ page: next })} limit={limit} onLimit={(n) => set({ limit: n })}
          filters={<Filters state={state} set={set} filtered={filtered} nameOf={nameOf} />} tools={<Export filter={filter} none={items.length === 0} />} />
      </div>
    </Days>
  )
}

type Filter = Omit<Query<'/api/orders'>, 'limit' | 'after'>

const filterOf = (s: State<typeof fields>): Filter => ({ from: s.from || undefined, to: s.to || undefined, kind: s.kind || undefined, scene: s.scene || undefined, source: s.source || undefined, channel: s.channel || undefined, state: s.state || undefined, store_id: s.store || undefined, community_id: s.community || undefined, customer_id: s.customer || undefined })

interface FiltersProps { state: State<typeof fields>; set: (change: Partial<State<typeof fields>>, replace?: boolean) => void; filtered: boolean; nameOf: (id: string) => string | undefined }

function Filters({ state, set, filtered, nameOf }: FiltersProps) {
  const t = useWords(words)
  const stores = useStoreNames()
  const scenes = useSceneNames()
  const groups = useGroupNames()
  const campaigns = useCampaignNames()
  const called = useCalled()
  const source = useCallback((v: string) => set({ source: v }, true), [set])
  const pairs = (all: Record<string, string>) => Object.entries(all).map(([value, label]) => ({ value, label }))
  return (
    <FilterBar active={filtered} onClear={() => set(clear)}>
      {state.customer && <Tag closable onClose={() => set({ customer: '' })} color="processing">{t.ofPerson(called(state.customer, nameOf(state.customer)))}</Tag>}
      <DaysFilter from={state.from} to={state.to} words={t} onChange={set} />
      <PickFilter label={t.scene} value={state.scene} onChange={(scene) => set({ scene })} options={scenes.options} />
      <PickFilter label={t.store} value={state.store} onChange={(store) => set({ store })} options={stores.options} />
      {groups.all.length > 0 && <PickFilter label={t.group} value={state.community} onChange={(community) => set({ community })} options={groups.all.map((g) => ({ value: g.id, label: groupName(g) }))} />}
      {(campaigns.options.length > 0 || state.channel) && <PickFilter label={t.game} value={state.channel} onChange={(channel) => set({ channel })} options={campaigns.options} />}
      <PickFilter label={t.kind} value={state.kind} onChange={(v) => set({ kind: fields.kind.read(v) })} options={pairs(t.kinds)} />
      <PickFilter label={t.state} value={state.state} onChange={(v) => set({ state: fields.state.read(v) })} options={pairs(t.states)} />
      <SearchBox label={t.sourceFind} value={state.source} onChange={source} width={150} />
    </FilterBar>
  )
}

function useColumns(nameOf: (id: string) => string | undefined): Col<Order>[] {
  const t = useWords(words)
  const stores = useStoreNames()
  const staff = useStaffNames()
  const scenes = useSceneNames()
  return [
    { key: 'no', title: t.order, fixed: true, cell: (o) => <OrderLink id={o.id} no={o.order_no} /> },
    { key: 'at', title: t.at, cell: (o) => <span className="num">{moment(o.at)}</span> },
    { key: 'buyer', title: t.buyer, cell: (o) => (o.customer_id ? <NamedPerson id={o.customer_id} nameOf={nameOf} /> : <span className="soft">{t.noBuyer}</span>) },
    { key: 'amount', title: t.amount, number: true, cell: (o) => money(o.kind === 'refund' ? -o.amount : o.amount) },
    { key: 'class', title: t.class, cell: (o) => <ClassOf order={o} /> },
    { key: 'scene', title: t.scene, cell: (o) => scenes.nameOf(o.scene) },
    { key: 'store', title: t.store, cell: (o) => stores.nameOf(o.store_id) },
    { key: 'channel', title: t.channel, cell: (o) => <ChannelName of={o.channel} /> },
    { key: 'state', title: t.state, cell: (o) => <StateOf order={o} /> },
    { key: 'refunded', title: t.refunded, number: true, hidden: true, cell: (o) => (o.refunded ? money(o.refunded) : '—') },
    { key: 'staff', title: t.staff, hidden: true, cell: (o) => staff.nameOf(o.staff_id) },
    { key: 'source', title: t.source, hidden: true, cell: (o) => o.source },
  ]
}

// Export saves exactly the documents of the filter; the server records it.
function Export({ filter, none }: { filter: Filter; none: boolean }) {
  const t = useWords(words)
  const act = useAct()
  const [busy, setBusy] = useState(false)
  const take = async () => {
    setBusy(true)
    await act(async () => {
      const file = await ask(api.GET('/api/orders.csv', { params: { query: filter }, parseAs: 'blob' }))
      save(`${t.title}-${date(Date.now())}.csv`, file as unknown as Blob)
    }, t.exported)
    setBusy(false)
  }
  return <Allowed to="customer.export" quiet><Button icon={<DownloadOutlined />} loading={busy} disabled={none} onClick={() => void take()}>{t.exportCsv}</Button></Allowed>
}
