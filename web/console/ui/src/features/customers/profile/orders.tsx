import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Tag } from 'antd'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { moment, money } from '@/format'
import { ChannelName } from '@/parts/channel'
import { Empty } from '@/parts/feedback'
import { OrderLink } from '@/parts/link'
import { useStoreNames } from '@/parts/names'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { text, useQueryState } from '@/parts/state'
import { useSay, useWords } from '@/words'
import { profileWords } from './words'

type Order = Schema<'OrderView'>
const fields = { page: text() }

// Orders are what a person bought, and what was taken back, latest first.
export function Orders({ id }: { id: string }) {
  const t = useWords(profileWords)
  const [{ page }, set] = useQueryState(fields)
  const { after } = pageQuery(page)
  const orders = useQuery({
    queryKey: ['orders', { customer: id, after }],
    queryFn: ({ signal }) => ask(api.GET('/api/orders', { params: { query: { customer_id: id, limit: 50, after } }, signal })),
    placeholderData: keepPreviousData,
  })
  return <ResourceTable<Order> name="customer-orders" label={t.orders} columns={useColumns()} rowKey={(o) => o.id} query={orders} page={page} onPage={(p) => set({ page: p })} empty={<Empty title={t.noOrders} why={t.noOrdersWhy} />} />
}

function useColumns(): Col<Order>[] {
  const t = useWords(profileWords)
  const say = useSay()
  const stores = useStoreNames()
  const scenes = useQuery({ queryKey: ['scenes'], staleTime: 600_000, queryFn: () => ask(api.GET('/api/scenes')) })
  const scene = (code: string) => (code ? say(scenes.data?.labels.find((s) => s.code === code)) || code : '—')
  return [
    { key: 'no', title: t.orderNo, fixed: true, cell: (o) => <OrderLink id={o.id} no={o.order_no} /> },
    { key: 'at', title: t.when, cell: (o) => <span className="num">{moment(o.at)}</span> },
    { key: 'amount', title: t.amount, number: true, cell: (o) => money(o.kind === 'sale' ? o.amount : -o.amount) },
    { key: 'refunded', title: t.refunded, number: true, cell: (o) => (o.refunded ? money(o.refunded) : '—') },
    { key: 'state', title: t.state, cell: (o) => <Tag color={o.kind !== 'sale' ? 'default' : o.kept ? 'success' : 'warning'}>{o.kind !== 'sale' ? t.refund : o.state === 'cancelled' ? t.cancelled : o.kept ? t.kept : t.takenBack}</Tag> },
    { key: 'scene', title: t.scene, cell: (o) => scene(o.scene) },
    { key: 'store', title: t.store, cell: (o) => stores.nameOf(o.store_id) },
    { key: 'channel', title: t.channel, hidden: true, cell: (o) => <ChannelName of={o.channel} /> },
  ]
}
