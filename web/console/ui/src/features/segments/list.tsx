import { useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { api, ask } from '@/api/client'
import { count, date } from '@/format'
import { Allowed, Empty } from '@/parts/feedback'
import { A, useGo } from '@/parts/link'
import { useStaffNames } from '@/parts/names'
import { Page } from '@/parts/page'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import type { Segment } from './data'
import { useSpell } from './spell'
import { words } from './words'

const fields = { page: text(), limit: whole(50) }

// SegmentsPage lists the saved rules with their live counts.
export default function SegmentsPage() {
  const t = useWords(words)
  const go = useGo()
  const make = <Allowed to="segment.edit" quiet><Button type="primary" onClick={() => go(to.newSegment())}>{t.newTitle}</Button></Allowed>
  return <Page title={t.title} subtitle={t.subtitle} crumbs={[{ title: t.customers, to: to.customers() }]} actions={make}><Allowed to="customer.read"><List /></Allowed></Page>
}

function List() {
  const t = useWords(words)
  const go = useGo()
  const [{ page, limit }, set] = useQueryState(fields)
  const { after } = pageQuery(page)
  const segments = useQuery({
    queryKey: ['segments', 'list', after, limit],
    queryFn: () => ask(api.GET('/api/segments', { params: { query: { limit, after } } })),
    refetchInterval: (q) => (q.state.data?.items.some((s) => s.state === 'building') ? 2000 : 30_000),
  })
  const empty = <Empty title={t.none} why={t.noneWhy} action={<Allowed to="segment.edit" quiet><Button type="primary" onClick={() => go(to.newSegment())}>{t.newTitle}</Button></Allowed>} />
  return <ResourceTable<Segment> name="segments" label={t.title} columns={useColumns(segments.data?.items ?? [])} rowKey={(s) => s.id} query={segments} page={page} onPage={(p) => set({ page: p })} limit={limit} onLimit={(n) => set({ limit: n })} empty={empty} />
}

export function StateTag({ state }: { state: Segment['state'] }) {
  const t = useWords(words)
  const word: Record<string, string> = t.state
  return <Tag color={state === 'live' ? 'success' : state === 'building' ? 'processing' : 'default'}>{word[state] ?? state}</Tag>
}

function useColumns(items: Segment[]): Col<Segment>[] {
  const t = useWords(words)
  const spell = useSpell(items.map((s) => s.rule))
  const staff = useStaffNames()
  return [
    { key: 'name', title: t.name, fixed: true, cell: (s) => <A to={to.segment(s.id)}>{s.name}</A> },
    { key: 'members', title: t.members, number: true, cell: (s) => (s.built_at ? <A to={to.customers({ segment: s.id })}>{count(s.members)}</A> : '—') },
    { key: 'state', title: t.stateOf, cell: (s) => <StateTag state={s.state} /> },
    { key: 'rule', title: t.rule, cell: (s) => <span title={s.rule} style={{ display: 'inline-block', maxWidth: 460, whiteSpace: 'normal', overflowWrap: 'anywhere' }}>{spell(s.rule)}</span> },
    { key: 'tag', title: t.tagOf, cell: (s) => (s.tag ? <Tag>{s.tag}</Tag> : '—') },
    { key: 'staff', title: t.by, cell: (s) => staff.nameOf(s.staff_id) },
    { key: 'created', title: t.created, cell: (s) => <span className="num">{date(s.created_at)}</span> },
  ]
}
