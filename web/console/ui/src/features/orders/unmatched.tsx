import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { moment, money } from '@/format'
import { ChannelName } from '@/parts/channel'
import { Allowed, Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { OrderLink } from '@/parts/link'
import { useStoreNames } from '@/parts/names'
import { Page } from '@/parts/page'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { useMay } from '@/api/session'
import { MatchBuyer } from './acts'
import { useSceneNames, type Order } from './data'
import { DaysFilter } from './days-filter'
import { words } from './words'

const fields = { from: text(), to: text(), scene: text(), store: text(), page: text(), limit: whole(50) }
const clear = { from: '', to: '', scene: '', store: '' }

// UnmatchedPage lists the sales whose buyer nobody knows, to be matched one by one.
export default function UnmatchedPage() {
  const t = useWords(words)
  return <Page title={t.unmatchedTitle} subtitle={t.unmatchedSubtitle} crumbs={[{ title: t.title, to: to.orders() }]}><Allowed to="order.read"><List /></Allowed></Page>
}

function List() {
  const t = useWords(words)
  const may = useMay()('order.edit')
  const stores = useStoreNames()
  const scenes = useSceneNames()
  const [state, set] = useQueryState(fields)
  const [one, setOne] = useState<Order>()
  const { from, to: until, scene, store, page, limit } = state
  const query = { from: from || undefined, to: until || undefined, scene: scene || undefined, store_id: store || undefined, limit, after: pageQuery(page).after }
  const orders = useQuery({ queryKey: ['orders', 'unmatched', query], queryFn: ({ signal }) => ask(api.GET('/api/orders/unmatched', { params: { query }, signal })), placeholderData: keepPreviousData })
  const filtered = !!(from || until || scene || store)
  const columns: Col<Order>[] = [
    { key: 'no', title: t.order, fixed: true, cell: (o) => <OrderLink id={o.id} no={o.order_no} /> },
    { key: 'at', title: t.at, cell: (o) => <span className="num">{moment(o.at)}</span> },
    { key: 'amount', title: t.amount, number: true, cell: (o) => money(o.amount) },
    { key: 'scene', title: t.scene, cell: (o) => scenes.nameOf(o.scene) },
    { key: 'store', title: t.store, cell: (o) => stores.nameOf(o.store_id) },
    { key: 'channel', title: t.channel, cell: (o) => <ChannelName of={o.channel} /> },
    { key: 'source', title: t.source, cell: (o) => o.source },
    ...(may ? [{ key: 'match', title: t.match, cell: (o: Order) => <Button size="small" onClick={() => setOne(o)}>{t.match}</Button> }] : []),
  ]
  return (
    <>
      <ResourceTable<Order> name="unmatched" label={t.unmatchedTitle} columns={columns} rowKey={(o) => o.id} query={orders} page={page} onPage={(next) => set({ page: next })} limit={limit} onLimit={(n) => set({ limit: n })}
        empty={filtered ? <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={() => set(clear)}>{t.clear}</Button>} /> : <Empty title={t.allMatched} why={t.allMatchedWhy} />}
        filters={(
          <FilterBar active={filtered} onClear={() => set(clear)}>
            <DaysFilter from={from} to={until} words={t} onChange={set} />
            <PickFilter label={t.scene} value={scene} onChange={(v) => set({ scene: v })} options={scenes.options} />
            <PickFilter label={t.store} value={store} onChange={(v) => set({ store: v })} options={stores.options} />
          </FilterBar>
        )} />
      {one && <MatchBuyer order={one} onClose={() => setOne(undefined)} />}
    </>
  )
}
