import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Alert, Button, Input, Popover } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import { useGroupNames } from '@/features/communities/data'
import { count, moment } from '@/format'
import { ConfirmTyped, useAct } from '@/parts/confirm'
import { Allowed, Empty, Loaded } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { GroupLink, PersonLink, useGo } from '@/parts/link'
import { useStaffNames } from '@/parts/names'
import { Page, Section } from '@/parts/page'
import { pageQuery } from '@/parts/paging'
import { useNamesOf } from '@/parts/people-names'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { Reached, StateTag } from './bits'
import { isOpen, moves, outcomes, useBroadcast, type Broadcast, type Member, type Reach } from './data'
import { words } from './words'

// BroadcastPage is one broadcast: whom it reaches, who has to confirm, what became of everybody.
export default function BroadcastPage() {
  const { id = '' } = useParams({ strict: false })
  const one = useBroadcast(id)
  return <Allowed to="outreach.edit"><Loaded query={one}>{(b) => <One broadcast={b} />}</Loaded></Allowed>
}

function One({ broadcast: b }: { broadcast: Broadcast }) {
  const t = useWords(words)
  const staff = useStaffNames()
  const path = { id: b.id }
  const often = moves(b) ? 5000 : false
  const plan = useQuery({ queryKey: ['broadcasts', b.id, 'plan', b.version, b.state], queryFn: () => ask(api.GET('/api/broadcasts/{id}/plan', { params: { path } })), refetchInterval: often })
  const link = b.message.attachments?.find((a) => a.kind === 'link')
  return (
    <Page title={b.name} extra={<StateTag state={b.state} />} crumbs={[{ title: t.communities, to: to.communities() }, { title: t.title, to: to.broadcasts() }]}
      subtitle={[b.topic, staff.nameOf(b.staff_id), b.due_at || b.planned_at ? moment(b.due_at || b.planned_at) : t.asap].join(' · ')} actions={<Acts broadcast={b} />}>
      <div className="stack">
        {b.note && <Alert type="warning" showIcon title={t.note(b.note)} />}
        <Section title={t.message}><p style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{b.message.text}</p>{link && <p className="soft" style={{ overflowWrap: 'anywhere' }}>{link.title} {link.url}</p>}</Section>
        <Loaded query={plan}>{(p) => <Reached plan={p} />}</Loaded>
        {!isOpen(b) && b.state !== 'waiting' && <Progress broadcast={b} />}
        <Lines broadcast={b} />
      </div>
    </Page>
  )
}

// Acts are what may be done with it now.
function Acts({ broadcast: b }: { broadcast: Broadcast }) {
  const t = useWords(words)
  const may = useMay()
  const go = useGo()
  const act = useAct()
  const queries = useQueryClient()
  const [ending, setEnding] = useState(false)
  const params = { path: { id: b.id } }, body = { version: b.version }
  const run = async (work: () => Promise<unknown>, done: string) => { await act(work, done); await queries.invalidateQueries({ queryKey: ['broadcasts'] }) }
  const cancel = async () => { await ask(api.POST('/api/broadcasts/{id}/cancel', { params, body })); await queries.invalidateQueries({ queryKey: ['broadcasts'] }) }
  const over = b.state === 'done' || b.state === 'cancelled'
  return (
    <>
      {isOpen(b) && <Button onClick={() => go(to.newBroadcast({ id: b.id }))}>{t.change}</Button>}
      {b.state === 'draft' && <Button type="primary" onClick={() => void run(() => ask(api.POST('/api/broadcasts/{id}/submit', { params, body })), t.submitted)}>{t.submit}</Button>}
      {b.state === 'waiting' && may('outreach.approve') && <Refuse onRefuse={(note) => run(() => ask(api.POST('/api/broadcasts/{id}/refuse', { params, body: { ...body, note } })), t.refused)} />}
      {b.state === 'waiting' && may('outreach.approve') && <Button type="primary" onClick={() => void run(() => ask(api.POST('/api/broadcasts/{id}/approve', { params, body })), t.approved)}>{t.approve}</Button>}
      {!over && <Button danger onClick={() => setEnding(true)}>{t.cancel}</Button>}
      <ConfirmTyped open={ending} title={t.cancel} what={t.cancelWhat} typed={t.cancelTyped} act={t.cancel} onDone={cancel} onClose={() => setEnding(false)} />
    </>
  )
}

function Refuse({ onRefuse }: { onRefuse: (note: string) => Promise<void> }) {
  const t = useWords(words)
  const [note, setNote] = useState('')
  const form = (
    <div className="stack tight" style={{ width: 280 }}>
      <Input.TextArea value={note} onChange={(e) => setNote(e.target.value)} maxLength={200} autoSize={{ minRows: 2 }} aria-label={t.refuseWhy} placeholder={t.refuseWhy} />
      <Button type="primary" disabled={!note.trim()} onClick={() => void onRefuse(note.trim())}>{t.refuse}</Button>
    </div>
  )
  return <Popover trigger="click" content={form}><Button>{t.refuse}</Button></Popover>
}

// Progress says who has confirmed, and what became of their recipients.
function Progress({ broadcast: b }: { broadcast: Broadcast }) {
  const t = useWords(words)
  const staff = useStaffNames()
  const made: Record<string, string> = t.made
  const members = useQuery({ queryKey: ['broadcasts', b.id, 'members', b.state], queryFn: () => ask(api.GET('/api/broadcasts/{id}/members', { params: { path: { id: b.id } } })), refetchInterval: moves(b) ? 5000 : false })
  const columns: Col<Member>[] = [
    { key: 'member', title: t.member, fixed: true, cell: (m) => (m.staff_id ? staff.nameOf(m.staff_id) : m.member) },
    { key: 'state', title: t.stateOf, cell: (m) => made[m.state] ?? m.state },
    { key: 'confirmed', title: t.confirmed, cell: (m) => <span className="num">{m.confirmed_at ? moment(m.confirmed_at) : t.notYet}</span> },
    { key: 'count', title: t.count, number: true, cell: (m) => count(m.recipients) },
    { key: 'sent', title: t.sent, number: true, cell: (m) => count(m.sent) },
    { key: 'held', title: t.held, number: true, cell: (m) => count(m.held) },
    { key: 'failed', title: t.failed, number: true, cell: (m) => count(m.not_contact + m.over_limit + m.failed + m.lapsed) },
    { key: 'reminders', title: t.reminders, number: true, cell: (m) => count(m.reminders) },
  ]
  return (
    <div className="stack tight">
      <div><h2>{t.progress}</h2><p className="soft small">{t.progressNote}</p></div>
      <ResourceTable<Member> name="broadcast-members" label={t.progress} columns={columns} rowKey={(m) => m.id} query={members} page="" onPage={() => undefined} empty={<Empty title={t.nobody} />} />
    </div>
  )
}

const fields = { outcome: choice(['', ...outcomes], ''), page: text(), limit: whole(50) }

// Lines lists everybody: reached or not, and why not.
function Lines({ broadcast: b }: { broadcast: Broadcast }) {
  const t = useWords(words)
  const staff = useStaffNames()
  const [{ outcome, page, limit }, set] = useQueryState(fields)
  const { after } = pageQuery(page)
  const list = useQuery({
    queryKey: ['broadcasts', b.id, 'reach', b.version, b.state, outcome, after, limit], refetchInterval: moves(b) ? 5000 : false,
    queryFn: () => ask(api.GET('/api/broadcasts/{id}/candidates', { params: { path: { id: b.id }, query: { state: outcome || undefined, after, limit } } })),
  })
  const nameOf = useNamesOf((list.data?.items ?? []).map((l) => l.customer_id))
  const groups = useGroupNames()
  const word: Record<string, string> = t.outcome
  const columns: Col<Reach>[] = [
    { key: 'who', title: t.who, fixed: true, cell: (l) => (l.customer_id ? <PersonLink id={l.customer_id} name={nameOf(l.customer_id)} /> : <GroupLink id={l.community_id} name={groups.nameOf(l.community_id)} unnamed={t.unnamed} />) },
    { key: 'state', title: t.stateOf, cell: (l) => word[l.state] ?? l.state },
    { key: 'reason', title: t.reason, cell: (l) => l.words || '—' },
    { key: 'member', title: t.member, cell: (l) => (l.staff_id ? staff.nameOf(l.staff_id) : l.member || '—') },
    { key: 'at', title: t.at, cell: (l) => <span className="num">{l.at ? moment(l.at) : '—'}</span> },
  ]
  const filters = <FilterBar active={outcome !== ''} onClear={() => set({ outcome: '', page: '' })}><PickFilter value={outcome} onChange={(v) => set({ outcome: outcomes.find((o) => o === v) ?? '', page: '' })} label={t.any} options={outcomes.map((value) => ({ value, label: t.outcome[value] }))} /></FilterBar>
  return (
    <div className="stack tight">
      <h2>{t.list}</h2>
      <ResourceTable<Reach> name="broadcast-reach" label={t.list} columns={columns} rowKey={(l) => l.customer_id || l.community_id} query={list} page={page} onPage={(p) => set({ page: p })} limit={limit} onLimit={(n) => set({ limit: n })} filters={filters} empty={<Empty title={t.noneHere} />} />
    </div>
  )
}
