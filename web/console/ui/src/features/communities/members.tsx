import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input, Modal } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count, moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Empty, Loaded } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { Section } from '@/parts/page'
import { flag, text, useQueryState, whole } from '@/parts/state'
import { useNamesOf } from '@/parts/people-names'
import { useWords } from '@/words'
import { PersonName } from './bits'
import { useAfresh, type GroupDetail } from './data'
import { useEntrances } from './entrance-data'
import { workWords } from './work-words'
import { words } from './words'

type Stay = Schema<'StayView'>
const fields = { gone: flag(), entrance: text(), page: text(), limit: whole(50) }

// MembersTab is who came and went, and whom the gate does not admit.
export default function MembersTab({ detail }: { detail: GroupDetail }) {
  return <div className="stack"><Breaches id={detail.community.id} /><Stays id={detail.community.id} /></div>
}

function Stays({ id }: { id: string }) {
  const t = useWords(workWords)
  const w = useWords(words)
  const [{ gone, entrance, page, limit }, set] = useQueryState(fields)
  const query = { gone, entrance_id: entrance || undefined, limit, after: pageQuery(page).after }
  const stays = useQuery({ queryKey: ['communities', 'stays', id, query], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/communities/{id}/stays', { params: { path: { id }, query }, signal })) })
  const entrances = useEntrances(id)
  const filtered = gone || entrance !== ''
  const clear = () => set({ gone: false, entrance: '' })
  return (
    <ResourceTable<Stay> name="stays" label={t.stays} columns={useColumns(stays.data?.items ?? [], id)} rowKey={(s) => s.id} query={stays} page={page} onPage={(next) => set({ page: next })} limit={limit} onLimit={(n) => set({ limit: n })}
      empty={filtered ? <Empty title={w.noMatch} action={<Button onClick={clear}>{w.clear}</Button>} /> : <Empty title={t.noStays} why={t.noStaysWhy} />}
      filters={(
        <FilterBar active={filtered} onClear={clear}>
          <Checkbox checked={gone} onChange={(e) => set({ gone: e.target.checked })}>{t.gone}</Checkbox>
          {!!entrances.data?.length && <PickFilter label={t.entrance} value={entrance} onChange={(v) => set({ entrance: v })} options={entrances.data.map((e) => ({ value: e.id, label: e.name || e.code }))} />}
        </FilterBar>
      )} />
  )
}

function useColumns(rows: Stay[], id: string): Col<Stay>[] {
  const t = useWords(workWords)
  const w = useWords(words)
  const nameOf = useNamesOf(rows.flatMap((s) => [s.customer_id, s.inviter_id]))
  const entrances = useEntrances(id)
  const scenes: Record<string, string> = t.scenes
  return [
    { key: 'who', title: w.person, fixed: true, cell: (s) => <PersonName id={s.customer_id} nameOf={nameOf} /> },
    { key: 'joined', title: t.joined, cell: (s) => <span className="num">{s.certain ? moment(s.joined_at) : t.by(moment(s.joined_at))}</span> },
    { key: 'left', title: t.left, cell: (s) => (s.left_at ? <span className="num">{moment(s.left_at)}</span> : <span className="good">{t.still}</span>) },
    { key: 'inviter', title: t.inviter, cell: (s) => <PersonName id={s.inviter_id} nameOf={nameOf} /> },
    { key: 'scene', title: t.scene, cell: (s) => scenes[s.scene] ?? (s.scene || '—') },
    { key: 'entrance', title: t.entrance, cell: (s) => { const e = entrances.data?.find((x) => x.id === s.entrance_id); return e ? e.name || e.code : '—' } },
    { key: 'leftScene', title: t.leftScene, hidden: true, cell: (s) => scenes[s.left_scene] ?? (s.left_scene || '—') },
    { key: 'reconnects', title: t.reconnects, number: true, hidden: true, cell: (s) => (s.reconnects ? t.times(count(s.reconnects)) : '—') },
  ]
}

function Breaches({ id }: { id: string }) {
  const t = useWords(workWords)
  const w = useWords(words)
  const breaches = useQuery({ queryKey: ['communities', 'breaches', id], queryFn: async () => (await ask(api.GET('/api/communities/{id}/breaches', { params: { path: { id } } }))).items })
  const nameOf = useNamesOf(breaches.data?.map((b) => b.customer_id) ?? [])
  const [excusing, setExcusing] = useState('')
  return (
    <Loaded query={breaches}>{(list) => list.length === 0 ? null : (
      <Section title={t.breaches} note={t.breachesWhy} flush>
        <div className="sheet" role="region" tabIndex={0} aria-label={t.breaches}>
          <table>
            <thead><tr><th scope="col">{w.person}</th><th scope="col">{t.joined}</th><th scope="col">{t.due}</th><th scope="col"><span className="sr">{t.excuse}</span></th></tr></thead>
            <tbody>{list.map((b) => <tr key={b.id}><td><PersonName id={b.customer_id} nameOf={nameOf} /></td><td className="num">{moment(b.joined_at)}</td><td className="num">{moment(b.due_at)}</td><td className="n"><Allowed to="community.edit" quiet><Button size="small" onClick={() => setExcusing(b.id)}>{t.excuse}</Button></Allowed></td></tr>)}</tbody>
          </table>
        </div>
        <Excuse id={excusing} onClose={() => setExcusing('')} />
      </Section>
    )}</Loaded>
  )
}

// Excuse lets somebody stay whom the gate does not admit, with a reason.
export function Excuse({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useWords(workWords)
  const w = useWords(words)
  const act = useAct()
  const afresh = useAfresh()
  const [reason, setReason] = useState('')
  const excuse = async () => {
    if (!await act(() => ask(api.POST('/api/breaches/{id}/excuse', { params: { path: { id } }, body: { reason: reason.trim() } })), t.excused)) return
    setReason('')
    onClose()
    await afresh()
  }
  return (
    <Modal open={id !== ''} title={t.excuse} okText={t.excuse} cancelText={w.cancel} onCancel={onClose} onOk={() => void excuse()} okButtonProps={{ disabled: !reason.trim() }}>
      <label htmlFor="excuse-reason">{t.excuseReason}</label>
      <Input.TextArea id="excuse-reason" value={reason} maxLength={500} autoSize={{ minRows: 2 }} onChange={(e) => setReason(e.target.value)} />
    </Modal>
  )
}
