import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { ago, count, moment } from '@/format'
import { Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState } from '@/parts/state'
import { useSay, useWords } from '@/words'
import { useFacts, useWebhooks, type Delivery } from './data'
import { DeliveryDrawer } from './delivery-drawer'
import { webhookWords } from './words'

const states = ['waiting', 'delivered', 'given_up'] as const
const fields = { state: choice(['', ...states], ''), to: text(), kind: text(), page: text() }

// Deliveries lists what was sent or waits, with what became of it.
export function Deliveries() {
  const t = useWords(webhookWords)
  const say = useSay()
  const [filter, set] = useQueryState(fields)
  const [opened, setOpened] = useState<Delivery>()
  const webhooks = useWebhooks().data?.items ?? []
  const facts = useFacts().data?.items ?? []
  const { after } = pageQuery(filter.page)
  const query = { state: filter.state || undefined, webhook_id: filter.to || undefined, kind: filter.kind || undefined, after, limit: 50 }
  const list = useQuery({ queryKey: ['webhooks', 'deliveries', query], placeholderData: keepPreviousData, refetchInterval: 15_000, queryFn: () => ask(api.GET('/api/webhooks/deliveries', { params: { query } })) })
  const active = !!(filter.state || filter.to || filter.kind)
  const clear = () => set({ state: '', to: '', kind: '' })
  const titleOf = (kind: string) => { const f = facts.find((x) => x.kind === kind); return f ? say(f.title) : kind }
  const nameOf = (id: string) => webhooks.find((w) => w.id === id)?.name ?? t.gone
  const columns: Col<Delivery>[] = [
    { key: 'kind', title: t.kind, fixed: true, cell: (d) => <button type="button" className="bare link" onClick={() => setOpened(d)}>{titleOf(d.kind)}</button> },
    { key: 'to', title: t.to, cell: (d) => nameOf(d.webhook_id) },
    { key: 'state', title: t.state, cell: (d) => <Progress of={d} /> },
    { key: 'tries', title: t.tries, number: true, cell: (d) => t.times(count(d.tries)) },
    { key: 'answer', title: t.answer, cell: (d) => <Answer of={d} /> },
    { key: 'at', title: t.at, cell: (d) => <span title={moment(d.created_at)}>{ago(d.created_at)}</span> },
  ]
  return (
    <section className="stack tight">
      <h2>{t.deliveries}</h2>
      <ResourceTable name="deliveries" label={t.deliveries} columns={columns} rowKey={(d) => d.id} query={list} page={filter.page} onPage={(p) => set({ page: p })}
        filters={(
          <FilterBar active={active} onClear={clear}>
            <PickFilter label={t.stateFilter} value={filter.state} onChange={(v) => set({ state: fields.state.read(v) })} options={states.map((s) => ({ value: s, label: t.progress[s] }))} />
            <PickFilter label={t.toFilter} value={filter.to} onChange={(v) => set({ to: v })} options={webhooks.map((w) => ({ value: w.id, label: w.name }))} />
            <PickFilter label={t.kindFilter} value={filter.kind} onChange={(v) => set({ kind: v })} options={facts.map((f) => ({ value: f.kind, label: say(f.title) }))} />
          </FilterBar>
        )}
        empty={active ? <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={clear}>{t.clear}</Button>} /> : <Empty title={t.noneYet} why={t.noneYetWhy} />} />
      <DeliveryDrawer of={opened} title={opened ? titleOf(opened.kind) : ''} to={opened ? nameOf(opened.webhook_id) : ''} onClose={() => setOpened(undefined)} />
    </section>
  )
}

// Progress is how far a delivery has come.
export function Progress({ of }: { of: Delivery }) {
  const t = useWords(webhookWords)
  const colours = { waiting: 'processing', delivered: 'success', given_up: 'error' } as const
  return <Tag color={colours[of.state]}>{t.progress[of.state]}</Tag>
}

// Answer is what the receiver said last.
export function Answer({ of: d }: { of: Delivery }) {
  const t = useWords(webhookWords)
  const troubles: Record<string, string> = t.troubles
  if (!d.tried_at) return <>—</>
  return <span>{d.status > 0 && <code className="num">{d.status}</code>} {d.trouble ? troubles[d.trouble] ?? d.trouble : ''}</span>
}
