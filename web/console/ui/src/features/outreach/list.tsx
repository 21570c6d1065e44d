import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { api, ask } from '@/api/client'
import { date, moment } from '@/format'
import { Allowed, Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { A, useGo } from '@/parts/link'
import { useStaffNames } from '@/parts/names'
import { Page } from '@/parts/page'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { StateTag } from './bits'
import { moves, states, type Broadcast } from './data'
import { words } from './words'

const fields = { state: choice(['', ...states], ''), page: text(), limit: whole(50) }

// BroadcastsPage lists what was sent, is being sent, and waits for approval.
export default function BroadcastsPage() {
  const t = useWords(words)
  const go = useGo()
  const acts = <Allowed to="outreach.edit" quiet><Button onClick={() => go(to.outreachPolicy())}>{t.policy}</Button><Button type="primary" onClick={() => go(to.newBroadcast())}>{t.newTitle}</Button></Allowed>
  return <Page title={t.title} subtitle={t.subtitle} crumbs={[{ title: t.communities, to: to.communities() }]} actions={acts}><Allowed to="outreach.edit"><List /></Allowed></Page>
}

function List() {
  const t = useWords(words)
  const go = useGo()
  const [{ state, page, limit }, set] = useQueryState(fields)
  const { after } = pageQuery(page)
  const list = useQuery({
    queryKey: ['broadcasts', 'list', state, after, limit],
    queryFn: () => ask(api.GET('/api/broadcasts', { params: { query: { state: state || undefined, limit, after } } })),
    refetchInterval: (q) => (q.state.data?.items.some(moves) ? 5000 : 60_000),
  })
  const filters = <FilterBar active={state !== ''} onClear={() => set({ state: '', page: '' })}><PickFilter value={state} onChange={(v) => set({ state: states.find((s) => s === v) ?? '', page: '' })} label={t.stateOf} options={states.map((value) => ({ value, label: t.state[value] }))} /></FilterBar>
  const empty = <Empty title={t.none} why={t.noneWhy} action={<Button type="primary" onClick={() => go(to.newBroadcast())}>{t.newTitle}</Button>} />
  return <ResourceTable<Broadcast> name="broadcasts" label={t.title} columns={useColumns()} rowKey={(b) => b.id} query={list} page={page} onPage={(p) => set({ page: p })} limit={limit} onLimit={(n) => set({ limit: n })} filters={filters} empty={empty} />
}

function useColumns(): Col<Broadcast>[] {
  const t = useWords(words)
  const staff = useStaffNames()
  return [
    { key: 'name', title: t.name, fixed: true, cell: (b) => <A to={to.broadcast(b.id)}>{b.name}</A> },
    { key: 'state', title: t.stateOf, cell: (b) => <StateTag state={b.state} /> },
    { key: 'topic', title: t.topic, cell: (b) => b.topic },
    { key: 'text', title: t.message, cell: (b) => <span style={{ display: 'inline-block', maxWidth: 380, whiteSpace: 'normal', overflowWrap: 'anywhere' }}>{(b.message.text ?? '').slice(0, 60)}</span> },
    { key: 'due', title: t.due, cell: (b) => <span className="num">{b.due_at || b.planned_at ? moment(b.due_at || b.planned_at) : t.asap}</span> },
    { key: 'author', title: t.author, cell: (b) => staff.nameOf(b.staff_id) },
    { key: 'created', title: t.created, cell: (b) => <span className="num">{date(b.created_at)}</span> },
  ]
}
