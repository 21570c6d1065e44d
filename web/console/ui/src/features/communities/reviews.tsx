import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Input, Modal, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count, moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Empty, Loaded } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { useStaffNames } from '@/parts/names'
import { pageQuery } from '@/parts/paging'
import { Popup } from '@/parts/popup'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState } from '@/parts/state'
import { useNamesOf } from '@/parts/people-names'
import { useSay, useWords } from '@/words'
import { Facts, OtherGroup, PersonName } from './bits'
import { useAfresh, useGroupNames, type GroupDetail } from './data'
import { workWords } from './work-words'
import { Harvest } from './harvest'
import { words } from './words'

type Proposal = Schema<'ProposalView'>
const proposalKinds = ['promote', 'prune', 'retire'] as const
const proposalStates = ['proposed', 'approved', 'refused', 'done'] as const
const fields = { kind: choice(['', ...proposalKinds], ''), state: choice(['', ...proposalStates], ''), page: text() }

// ReviewTab is what is proposed about members, and the harvest of an activity group.
export default function ReviewTab({ detail }: { detail: GroupDetail }) {
  return <div className="stack">{detail.community.kind === 'activity' && <Harvest detail={detail} />}<Proposals detail={detail} /></div>
}

function Proposals({ detail }: { detail: GroupDetail }) {
  const t = useWords(workWords)
  const w = useWords(words)
  const act = useAct()
  const afresh = useAfresh()
  const { id } = detail.community
  const [{ kind, state, page }, set] = useQueryState(fields)
  const query = { kind: kind || undefined, state: state || undefined, limit: 50, after: pageQuery(page).after }
  const list = useQuery({ queryKey: ['communities', 'proposals', id, query], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/communities/{id}/proposals', { params: { path: { id }, query }, signal })) })
  const [refusing, setRefusing] = useState<Proposal>()
  const [busy, setBusy] = useState(false)
  const review = async () => {
    setBusy(true)
    let made = 0
    await act(async () => { made = (await ask(api.POST('/api/communities/{id}/review', { params: { path: { id } } }))).items.length })
    setBusy(false)
    await act(() => afresh(), t.reviewed(count(made)))
  }
  const reviewing = <Allowed to="community.edit" quiet><Button type="primary" loading={busy} onClick={() => void review()}>{t.review}</Button></Allowed>
  const filtered = !!(kind || state)
  return (
    <>
      <div className="row"><div className="grow"><h2>{t.proposals}</h2><p className="soft small">{t.proposalsWhy}</p></div>{reviewing}</div>
      <ResourceTable<Proposal> name="proposals" label={t.proposals} columns={useColumns(list.data?.items ?? [], setRefusing)} rowKey={(p) => p.id} query={list} page={page} onPage={(next) => set({ page: next })}
        empty={filtered ? <Empty title={w.noMatch} action={<Button onClick={() => set({ kind: '', state: '' })}>{w.clear}</Button>} /> : <Empty title={t.noProposals} why={t.noProposalsWhy} />}
        filters={(
          <FilterBar active={filtered} onClear={() => set({ kind: '', state: '' })}>
            <PickFilter label={t.what} value={kind} onChange={(v) => set({ kind: fields.kind.read(v) })} options={proposalKinds.map((k) => ({ value: k, label: t.proposalKinds[k] }))} />
            <PickFilter label={t.anyState} value={state} onChange={(v) => set({ state: fields.state.read(v) })} options={proposalStates.map((s) => ({ value: s, label: t.proposalStates[s] }))} />
          </FilterBar>
        )} />
      <Refuse proposal={refusing} onClose={() => setRefusing(undefined)} />
    </>
  )
}

function useColumns(rows: Proposal[], onRefuse: (p: Proposal) => void): Col<Proposal>[] {
  const t = useWords(workWords)
  const w = useWords(words)
  const staff = useStaffNames()
  const groups = useGroupNames()
  const nameOf = useNamesOf(rows.map((p) => p.customer_id))
  const kinds: Record<string, string> = t.proposalKinds
  const states: Record<string, string> = t.proposalStates
  return [
    { key: 'who', title: w.person, fixed: true, cell: (p) => <PersonName id={p.customer_id} nameOf={nameOf} /> },
    { key: 'what', title: t.what, cell: (p) => <>{kinds[p.kind] ?? p.kind} {p.to_id && <OtherGroup id={p.to_id} nameOf={groups.nameOf} />}</> },
    { key: 'because', title: t.because, cell: (p) => <Because list={p.because} /> },
    { key: 'state', title: t.state, cell: (p) => <><Tag color={p.state === 'proposed' ? 'warning' : p.state === 'approved' ? 'processing' : 'default'}>{states[p.state] ?? p.state}</Tag>{p.reason && <span className="soft small">{p.reason}</span>}</> },
    { key: 'by', title: t.decidedBy, cell: (p) => staff.nameOf(p.staff_id) },
    { key: 'at', title: t.at, cell: (p) => <span className="num">{moment(p.at)}</span> },
    { key: 'act', title: '', fixed: true, cell: (p) => <Acts proposal={p} onRefuse={onRefuse} /> },
  ]
}

// Because lists the clauses that hold, in words.
export function Because({ list }: { list: Schema<'ReasonView'>[] }) {
  const say = useSay()
  const held = list.filter((r) => r.holds)
  return <ul className="plain small" style={{ whiteSpace: 'normal', minWidth: 180 }}>{held.slice(0, 3).map((r) => <li key={r.clause} title={r.clause}>{say(r)}{r.value && <span className="soft"> ({r.value})</span>}</li>)}{held.length > 3 && <li className="soft" title={held.slice(3).map((r) => say(r)).join('\n')}>+{held.length - 3}</li>}</ul>
}

function Acts({ proposal: p, onRefuse }: { proposal: Proposal; onRefuse: (p: Proposal) => void }) {
  const t = useWords(workWords)
  const act = useAct()
  const afresh = useAfresh()
  const path = { id: p.id }
  const approve = async () => { await act(() => ask(api.POST('/api/proposals/{id}/decide', { params: { path }, body: { agree: true, version: p.version } })), t.decided); await afresh() }
  const done = async () => { await act(() => ask(api.POST('/api/proposals/{id}/carry-out', { params: { path }, body: { version: p.version } })), t.carriedOut); await afresh() }
  if (p.state === 'done') return <Popup title={t.effectTitle} content={<Effect id={p.id} />}><Button size="small">{t.effect}</Button></Popup>
  return (
    <Allowed to="community.edit" quiet>
      <span className="row" style={{ flexWrap: 'nowrap' }}>
        {p.state === 'proposed' && <><Button size="small" onClick={() => void approve()}>{t.approve}</Button><Button size="small" type="text" onClick={() => onRefuse(p)}>{t.refuse}</Button></>}
        {p.state === 'approved' && <Button size="small" onClick={() => void done()}>{t.carryOut}</Button>}
      </span>
    </Allowed>
  )
}

function Effect({ id }: { id: string }) {
  const t = useWords(workWords)
  const effect = useQuery({ queryKey: ['communities', 'effect', id], queryFn: () => ask(api.GET('/api/proposals/{id}/effect', { params: { path: { id } } })) })
  const line = (p: Schema<'PeriodView'>) => `${t.joined} ${count(p.joins)} · ${t.left} ${count(p.leaves)} (${p.from} – ${p.to})`
  return <Loaded query={effect}>{(e) => <div className="stack tight num"><Facts list={[[t.before, line(e.before)], [t.after, line(e.after)]]} />{!e.whole && <p className="soft small">{t.effectPart}</p>}</div>}</Loaded>
}

function Refuse({ proposal, onClose }: { proposal: Proposal | undefined; onClose: () => void }) {
  const t = useWords(workWords)
  const w = useWords(words)
  const act = useAct()
  const afresh = useAfresh()
  const [reason, setReason] = useState('')
  const refuse = async () => {
    if (!proposal || !await act(() => ask(api.POST('/api/proposals/{id}/decide', { params: { path: { id: proposal.id } }, body: { agree: false, reason: reason.trim() || undefined, version: proposal.version } })), t.decided)) return
    setReason('')
    onClose()
    await afresh()
  }
  return (
    <Modal open={!!proposal} title={t.refuse} okText={t.refuse} cancelText={w.cancel} onCancel={onClose} onOk={() => void refuse()}>
      <label htmlFor="refuse-reason">{t.refuseReason}</label>
      <Input.TextArea id="refuse-reason" value={reason} maxLength={500} autoSize={{ minRows: 2 }} onChange={(e) => setReason(e.target.value)} />
    </Modal>
  )
}
