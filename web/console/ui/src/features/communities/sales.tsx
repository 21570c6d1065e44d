import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, ask } from '@/api/client'
import type { Answer, Listed } from '@/api/types'
import { bigMoney, count, date, money } from '@/format'
import { Allowed, Empty, ErrorState, SkeletonCards } from '@/parts/feedback'
import { A, PersonLink } from '@/parts/link'
import { tableOf, useMetric, valueOf } from '@/parts/metric'
import { useOpenMetric } from '@/parts/metric-open'
import { Section } from '@/parts/page'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { StatCard } from '@/parts/stat-card'
import { text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { whereOf, type Group, type GroupDetail } from './data'
import { lifeWords } from './life-words'
import { words } from './words'

// SalesTab is what a group sells: the orders it guided, and what its members spend.
export default function SalesTab({ detail }: { detail: GroupDetail }) {
  return (
    <div className="stack">
      <Allowed to="insight.read"><Guided group={detail.community} /></Allowed>
      <Allowed to="customer.read"><Spenders id={detail.community.id} /></Allowed>
    </div>
  )
}

function Guided({ group }: { group: Group }) {
  const t = useWords(lifeWords)
  const q = useMemo(() => ({ where: whereOf(group) }), [group.source, group.code])
  const metric = useMetric('conversion', q)
  return (
    <Section title={t.sales} note={t.salesNote}>
      {metric.data ? <Figures answer={metric.data} /> : metric.error ? <ErrorState error={metric.error} retry={() => void metric.refetch()} small /> : <SkeletonCards n={5} />}
    </Section>
  )
}

function Figures({ answer }: { answer: Answer }) {
  const t = useWords(lifeWords)
  const open = useOpenMetric()
  const table = tableOf(answer, 'communities')
  const at = table?.columns.findIndex((c) => c.name === 'orders') ?? -1
  const orders = table?.rows?.[0]?.[at]
  const set = orders?.set
  const entry = (value: string) => () => open({ metric: 'conversion', answer, value })
  const amount = valueOf(answer, 'amount')?.number
  return (
    <div className="cards two" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(46%, 150px), 1fr))' }}>
      <StatCard title={t.orders} value={orders?.number} unit="count" note={set && t.seeOrders} onOpen={set ? () => open({ metric: 'conversion', answer, set, setTitle: t.orders }) : undefined} />
      <StatCard title={t.amount} value={amount} unit="fen" text={bigMoney(amount)} onOpen={entry('amount')} />
      <StatCard title={t.buyers} value={valueOf(answer, 'buyers')?.number} unit="count" onOpen={entry('buyers')} />
      <StatCard title={t.conv} value={valueOf(answer, 'conv_members')?.number} unit="share" onOpen={entry('conv_members')} />
      <StatCard title={t.brought} value={valueOf(answer, 'brought_orders')?.number} unit="count" onOpen={entry('brought_orders')} />
    </div>
  )
}

const fields = { page: text(), limit: whole(20) }

function Spenders({ id }: { id: string }) {
  const t = useWords(lifeWords)
  const w = useWords(words)
  const [{ page, limit }, set] = useQueryState(fields)
  const query = { community_id: id, bought: 'yes' as const, sort: 'value' as const, order: 'desc' as const, limit, ...pageQuery(page) }
  const people = useQuery({
    queryKey: ['customers', query], placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => { const found = await ask(api.GET('/api/customers', { params: { query }, signal })); return { ...found, items: found.items as Listed[] } },
  })
  const columns: Col<Listed>[] = [
    { key: 'name', title: w.person, fixed: true, cell: (p) => <PersonLink id={p.id} name={p.name} /> },
    { key: 'orders', title: t.orderCount, number: true, cell: (p) => <A to={to.orders({ customer: p.id })}>{count(p.orders)}</A> },
    { key: 'spent', title: t.spent, number: true, cell: (p) => money(p.spent) },
    { key: 'last', title: t.lastOrder, cell: (p) => <span className="num">{date(p.last_at)}</span> },
  ]
  return (
    <>
      <div className="row"><div className="grow"><h2>{t.spenders}</h2><p className="soft small">{t.spendersNote}</p></div></div>
      <ResourceTable<Listed> name="spenders" label={t.spenders} columns={columns} rowKey={(p) => p.id} query={people} page={page} onPage={(next) => set({ page: next })} ends limit={limit} onLimit={(n) => set({ limit: n })}
        empty={<Empty title={t.noSpenders} why={t.noSpendersWhy} />} />
    </>
  )
}
