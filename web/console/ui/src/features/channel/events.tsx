import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { ago, count, lasting, moment, total } from '@/format'
import { DaysFilter } from '@/features/orders/days-filter'
import { SettingsPage } from '@/features/settings/frame'
import { to } from '@/paths'
import { useAct } from '@/parts/confirm'
import { Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { A } from '@/parts/link'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState, type StateOf } from '@/parts/state'
import { useWords } from '@/words'
import { EventDrawer } from './event-drawer'
import { eventsWords } from './events-words'

export type Payload = Schema<'PayloadView'>

const states = ['new', 'done', 'failed'] as const
const fields = { state: choice(['', ...states], ''), kind: text(), from: text(), to: text(), page: text() }
type Filter = StateOf<typeof fields>

// filterOf is what the API takes of the address, without the state.
const filterOf = ({ kind, from, to: until }: Filter) => ({ kind: kind || undefined, from: from || undefined, to: until || undefined })

// EventSettings list what chat channels told, how reading it went, and have it read again.
export default function EventSettings() {
  return <SettingsPage room="events" actions={<ReplayFailed />}><Counts /><List /></SettingsPage>
}

function Counts() {
  const t = useWords(eventsWords)
  const [filter, set] = useQueryState(fields)
  const query = filterOf(filter)
  const { data } = useQuery({ queryKey: ['inbox', 'counts', query], placeholderData: keepPreviousData, refetchInterval: 15_000, queryFn: () => ask(api.GET('/api/inbox/counts', { params: { query } })) })
  const shown = (n: number | undefined) => (n === undefined || !data ? '—' : total(Math.min(n, data.up_to), n > data.up_to))
  const every = data && { n: data.new + data.done + data.failed, over: [data.new, data.done, data.failed].some((n) => n > data.up_to) }
  return (
    <div className="cards two">
      <Count label={t.received} value={every ? total(every.n - (every.over ? 1 : 0), every.over) : '—'} on={filter.state === ''} onPress={() => set({ state: '' })} />
      {states.map((s) => <Count key={s} label={t.states[s]} title={t.pressState(t.states[s])} value={shown(data?.[s])} on={filter.state === s} bad={s === 'failed' && (data?.failed ?? 0) > 0}
        note={s === 'new' && data ? (data.oldest ? t.oldest(lasting(Date.now() - data.oldest)) : t.noneWaits) : undefined} onPress={() => set({ state: filter.state === s ? '' : s })} />)}
    </div>
  )
}

interface CountProps { label: string; title?: string; value: string; note?: string; on: boolean; bad?: boolean; onPress: () => void }

// Count is a number that narrows the list to what it counts.
function Count({ label, title, value, note, on, bad, onPress }: CountProps) {
  return (
    <button type="button" className="stat" aria-pressed={on} title={title} onClick={onPress} style={on ? { borderColor: 'var(--accent)' } : undefined}>
      <span className="label">{label}</span>
      <span className={bad ? 'value bad' : 'value'}>{value}</span>
      {note && <span className="note">{note}</span>}
    </button>
  )
}

function List() {
  const t = useWords(eventsWords)
  const [filter, set] = useQueryState(fields)
  const [opened, setOpened] = useState<Payload>()
  const { after } = pageQuery(filter.page)
  const query = { ...filterOf(filter), state: filter.state || undefined, after, limit: 50 }
  const list = useQuery({ queryKey: ['inbox', 'list', query], placeholderData: keepPreviousData, queryFn: () => ask(api.GET('/api/inbox', { params: { query } })) })
  const kinds: Record<string, string> = t.kinds, abouts: Record<string, string> = t.abouts, reasons: Record<string, string> = t.reasons
  const active = !!(filter.state || filter.kind || filter.from || filter.to)
  const clear = () => set({ state: '', kind: '', from: '', to: '' })
  const columns: Col<Payload>[] = [
    { key: 'kind', title: t.kind, fixed: true, cell: (p) => <button type="button" className="bare link" onClick={() => setOpened(p)}>{kinds[p.kind] ?? (p.kind || t.unread)}</button> },
    { key: 'about', title: t.about, cell: (p) => abouts[p.about] ?? '—' },
    { key: 'state', title: t.state, cell: (p) => <State of={p} /> },
    { key: 'reason', title: t.reason, cell: (p) => (p.reason ? (reasons[p.reason] ?? <code>{p.reason}</code>) : '—') },
    { key: 'at', title: t.at, cell: (p) => <span title={moment(p.at)}>{ago(p.at)}</span> },
    { key: 'took', title: t.took, number: true, cell: (p) => (p.handled_at ? lasting(p.handled_at - p.at) : '—') },
    { key: 'channel', title: t.channel, hidden: true, cell: (p) => p.channel },
  ]
  return (
    <>
      <ResourceTable name="payloads" label={t.kind} columns={columns} rowKey={(p) => p.id} query={list} page={filter.page} onPage={(p) => set({ page: p })}
        filters={(
          <FilterBar active={active} onClear={clear}>
            <PickFilter label={t.stateFilter} value={filter.state} onChange={(v) => set({ state: fields.state.read(v) })} options={states.map((s) => ({ value: s, label: t.states[s] }))} />
            <PickFilter label={t.kindFilter} value={filter.kind} onChange={(v) => set({ kind: v })} options={Object.entries(kinds).map(([value, label]) => ({ value, label }))} />
            <DaysFilter from={filter.from} to={filter.to} words={t} onChange={set} />
          </FilterBar>
        )}
        empty={active ? <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={clear}>{t.clear}</Button>} /> : <Empty title={t.none} why={t.noneWhy} action={<A to={to.settings('wecom')}>{t.connect}</A>} />} />
      <EventDrawer of={opened} onClose={() => setOpened(undefined)} />
    </>
  )
}

// State is how far a payload has come.
export function State({ of }: { of: Payload }) {
  const t = useWords(eventsWords)
  const colours = { new: 'processing', done: 'success', failed: 'error' } as const
  return <Tag color={colours[of.state]}>{t.states[of.state]}</Tag>
}

function ReplayFailed() {
  const t = useWords(eventsWords)
  const [filter] = useQueryState(fields)
  const act = useAct()
  const queries = useQueryClient()
  const { modal, message } = App.useApp()
  const query = filterOf(filter)
  const { data } = useQuery({ queryKey: ['inbox', 'counts', query], placeholderData: keepPreviousData, queryFn: () => ask(api.GET('/api/inbox/counts', { params: { query } })) })
  const run = async () => {
    await act(async () => {
      const got = await ask(api.POST('/api/inbox/replay', { body: query }))
      void message.success(t.replayedN(count(got.times), got.more))
    })
    await queries.invalidateQueries({ queryKey: ['inbox'] })
  }
  const question = () => modal.confirm({ title: t.replayAllTitle, content: t.replayAllWhat(count(data?.replays)), okText: t.replayAll, onOk: run })
  return <Button disabled={!data?.failed} onClick={question}>{t.replayAll}</Button>
}
