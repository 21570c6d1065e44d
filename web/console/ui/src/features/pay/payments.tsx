import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { NamedPerson, usePeopleNames } from '@/features/customers/people'
import { moment, money } from '@/format'
import { Allowed, Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { useGo } from '@/parts/link'
import { Page } from '@/parts/page'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { say, words } from './words'

type Payment = Schema<'PaymentView'>
type Refund = Schema<'PayRefundView'>
type Payout = Schema<'PayoutView'>

const PaymentDrawer = lazy(() => import('./payment'))
const kinds = ['payments', 'refunds', 'payouts'] as const
const fields = { of: choice(kinds, 'payments'), state: text(), page: text(), limit: whole(50) }

// PaymentsPage lists the money that came, goes back and goes out.
export default function PaymentsPage() {
  const t = useWords(words)
  const go = useGo()
  const [{ of }, set] = useQueryState(fields)
  return (
    <Page title={t.title} subtitle={t.subtitle}
      actions={<><Segmented<typeof of> aria-label={t.of} value={of} options={kinds.map((k) => ({ value: k, label: t[k] }))} onChange={(next) => set({ of: next, state: '' })} /><Button onClick={() => go(to.bill())}>{t.bill}</Button></>}>
      <Allowed to="pay.read">{of === 'payments' ? <Payments /> : of === 'refunds' ? <Refunds /> : <Payouts />}</Allowed>
    </Page>
  )
}

// useList is what the three lists have in common: state filter, page, emptiness.
function useList(states: Record<string, string>) {
  const t = useWords(words)
  const [{ state, page, limit }, set] = useQueryState(fields)
  const clear = () => set({ state: '' })
  return {
    query: { state: (state || undefined) as never, limit, after: pageQuery(page).after },
    table: {
      page, limit, onPage: (next: string) => set({ page: next }), onLimit: (n: number) => set({ limit: n }),
      empty: state ? <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={clear}>{t.clear}</Button>} /> : <Empty title={t.none} why={t.noneWhy} />,
      filters: <FilterBar active={!!state} onClear={clear}><PickFilter label={t.state} value={state} onChange={(v) => set({ state: v })} options={Object.entries(states).map(([value, label]) => ({ value, label }))} /></FilterBar>,
    },
  }
}

function Payments() {
  const t = useWords(words)
  const { query, table } = useList(t.paymentStates)
  const [open, setOpen] = useState<string>()
  const all = useQuery({ queryKey: ['payments', 'list', query], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/payments', { params: { query }, signal })) })
  const nameOf = usePeopleNames((all.data?.items ?? []).map((p) => p.customer_id))
  const columns: Col<Payment>[] = [
    { key: 'title', title: t.what, fixed: true, cell: (p) => <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setOpen(p.id)}>{p.title}</Button> },
    { key: 'customer', title: t.customer, cell: (p) => <NamedPerson id={p.customer_id} nameOf={nameOf} /> },
    { key: 'amount', title: t.amount, number: true, cell: (p) => money(p.amount) },
    { key: 'state', title: t.state, cell: (p) => t.paymentStates[p.state] },
    { key: 'refunded', title: t.refunded, number: true, cell: (p) => (p.refunded ? money(p.refunded) : '—') },
    { key: 'problem', title: t.problem, cell: (p) => (p.problem ? <span className="warn">{say(t.problems, p.problem)}</span> : '—') },
    { key: 'made', title: t.made, cell: (p) => <span className="num">{moment(p.created_at)}</span> },
    { key: 'number', title: t.number, hidden: true, cell: (p) => <code>{p.number}</code> },
    { key: 'cause', title: t.cause, hidden: true, cell: (p) => p.cause },
  ]
  return (
    <>
      <ResourceTable<Payment> name="payments" label={t.payments} columns={columns} rowKey={(p) => p.id} query={all} {...table} />
      {open && <Suspense><PaymentDrawer id={open} onClose={() => setOpen(undefined)} /></Suspense>}
    </>
  )
}

function Refunds() {
  const t = useWords(words)
  const { query, table } = useList(t.refundStates)
  const all = useQuery({ queryKey: ['payments', 'refunds', query], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/pay/refunds', { params: { query }, signal })) })
  const nameOf = usePeopleNames((all.data?.items ?? []).map((r) => r.customer_id))
  const columns: Col<Refund>[] = [
    { key: 'customer', title: t.customer, fixed: true, cell: (r) => <NamedPerson id={r.customer_id} nameOf={nameOf} /> },
    { key: 'amount', title: t.amount, number: true, cell: (r) => money(r.amount) },
    { key: 'reason', title: t.reason, cell: (r) => say(t.reasons, r.reason) },
    { key: 'state', title: t.state, cell: (r) => t.refundStates[r.state] },
    { key: 'problem', title: t.problem, cell: (r) => (r.problem ? <span className="warn">{say(t.problems, r.problem)}</span> : '—') },
    { key: 'made', title: t.made, cell: (r) => <span className="num">{moment(r.created_at)}</span> },
    { key: 'ended', title: t.ended, cell: (r) => (r.ended_at ? <span className="num">{moment(r.ended_at)}</span> : '—') },
    { key: 'number', title: t.number, hidden: true, cell: (r) => <code>{r.number}</code> },
  ]
  return <ResourceTable<Refund> name="pay-refunds" label={t.refunds} columns={columns} rowKey={(r) => r.id} query={all} {...table} />
}

function Payouts() {
  const t = useWords(words)
  const { query, table } = useList(t.payoutStates)
  const all = useQuery({ queryKey: ['payments', 'payouts', query], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/pay/payouts', { params: { query }, signal })) })
  const nameOf = usePeopleNames((all.data?.items ?? []).map((p) => p.customer_id))
  const columns: Col<Payout>[] = [
    { key: 'title', title: t.what, fixed: true, cell: (p) => p.title },
    { key: 'customer', title: t.customer, cell: (p) => <NamedPerson id={p.customer_id} nameOf={nameOf} /> },
    { key: 'amount', title: t.amount, number: true, cell: (p) => money(p.amount) },
    { key: 'state', title: t.state, cell: (p) => t.payoutStates[p.state] },
    { key: 'problem', title: t.problem, cell: (p) => (p.problem ? <span className="warn">{say(t.problems, p.problem)}</span> : '—') },
    { key: 'made', title: t.made, cell: (p) => <span className="num">{moment(p.created_at)}</span> },
    { key: 'ended', title: t.ended, cell: (p) => (p.ended_at ? <span className="num">{moment(p.ended_at)}</span> : '—') },
    { key: 'number', title: t.number, hidden: true, cell: (p) => <code>{p.number}</code> },
  ]
  return <ResourceTable<Payout> name="payouts" label={t.payouts} columns={columns} rowKey={(p) => p.id} query={all} {...table} />
}
