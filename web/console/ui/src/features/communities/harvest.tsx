import { useQuery } from '@tanstack/react-query'
import { Button, Select, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { ResourceTable, type Chosen, type Col } from '@/parts/resource-table'
import { StatCard } from '@/parts/stat-card'
import { useNamesOf } from '@/parts/people-names'
import { useWords } from '@/words'
import { OtherGroup, PersonName } from './bits'
import { groupName, useAfresh, useGroupNames, type GroupDetail } from './data'
import { workWords } from './work-words'

type Harvested = Schema<'HarvestedView'>

// Harvest takes care of the active members of an activity group that ends.
export function Harvest({ detail }: { detail: GroupDetail }) {
  const g = detail.community
  return <><Report detail={detail} />{g.state !== 'draft' && g.state !== 'open' && <People id={g.id} />}</>
}

function Report({ detail }: { detail: GroupDetail }) {
  const t = useWords(workWords)
  const act = useAct()
  const afresh = useAfresh()
  const g = detail.community
  const report = useQuery({ queryKey: ['communities', 'report', g.id], queryFn: () => ask(api.GET('/api/communities/{id}/report', { params: { path: { id: g.id } } })) })
  const start = async () => { await act(() => ask(api.POST('/api/communities/{id}/harvest', { params: { path: { id: g.id } }, body: { version: g.version } }))); await afresh() }
  return (
    <Section title={t.harvest} note={t.harvestWhy} actions={g.state === 'open' && <Allowed to="community.edit" quiet><Button onClick={() => void start()}>{t.startHarvest}</Button></Allowed>}>
      <Loaded query={report}>{(r) => (
        <div className="cards two" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(46%, 150px), 1fr))' }}>
          {(['joined', 'participated', 'moved', 'left'] as const).map((k) => <StatCard key={k} title={t.reportOf[k]} value={r[k]} unit="count" />)}
        </div>
      )}</Loaded>
    </Section>
  )
}

function People({ id }: { id: string }) {
  const t = useWords(workWords)
  const list = useQuery({ queryKey: ['communities', 'harvest', id], queryFn: () => ask(api.GET('/api/communities/{id}/harvest', { params: { path: { id } } })) })
  const rows = list.data?.items ?? []
  const nameOf = useNamesOf(rows.map((h) => h.customer_id))
  const groups = useGroupNames()
  const states: Record<string, string> = t.harvestStates
  const columns: Col<Harvested>[] = [
    { key: 'who', title: t.person, fixed: true, cell: (h) => <PersonName id={h.customer_id} nameOf={nameOf} /> },
    { key: 'acts', title: t.acts, number: true, cell: (h) => count(h.acts) },
    { key: 'state', title: t.state, cell: (h) => <Tag color={h.state === 'waiting' ? 'warning' : h.state === 'handled' ? 'success' : 'default'}>{states[h.state] ?? h.state}</Tag> },
    { key: 'to', title: t.toGroup, cell: (h) => <OtherGroup id={h.to_id} nameOf={groups.nameOf} /> },
  ]
  const done = rows.filter((h) => h.state !== 'waiting').length
  return (
    <ResourceTable<Harvested> name="harvest" label={t.harvest} columns={columns} rowKey={(h) => h.customer_id} query={list} page="" onPage={() => undefined}
      tools={rows.length > 0 && <span className="row num" style={{ flexWrap: 'nowrap' }}>{t.progress(count(done), count(rows.length))}<span className="meter" aria-hidden="true" style={{ width: 90 }}><span style={{ display: 'block', height: '100%', width: `${(done / rows.length) * 100}%`, background: 'var(--accent)' }} /></span></span>}
      empty={<p className="soft" style={{ padding: 20 }}>{t.noHarvest}</p>} bulk={(chosen, clear) => <Settle id={id} chosen={chosen} onDone={clear} />} />
  )
}

function Settle({ id, chosen, onDone }: { id: string; chosen: Chosen; onDone: () => void }) {
  const t = useWords(workWords)
  const act = useAct()
  const afresh = useAfresh()
  const groups = useGroupNames()
  const [toId, setTo] = useState<string>()
  const people = chosen.all ? [] : chosen.ids
  const settle = async (work: () => Promise<{ count: number }>) => {
    let n = 0
    if (!await act(async () => { n = (await work()).count })) return
    await act(() => afresh(), t.handled(count(n)))
    onDone()
  }
  const path = { id }
  const deeper = groups.all.filter((g) => g.id !== id && g.state === 'open' && g.kind !== 'activity').map((g) => ({ value: g.id, label: groupName(g) }))
  return (
    <Allowed to="community.edit" quiet>
      <Select aria-label={t.pickGroup} placeholder={t.pickGroup} value={toId} onChange={setTo} options={deeper} showSearch={{ optionFilterProp: 'label' }} style={{ width: 220 }} />
      <Button disabled={!toId} onClick={() => toId && void settle(() => ask(api.POST('/api/communities/{id}/harvest/handle', { params: { path }, body: { people, to_id: toId } })))}>{t.handle}</Button>
      <Button type="text" onClick={() => void settle(() => ask(api.POST('/api/communities/{id}/harvest/waive', { params: { path }, body: { people } })))}>{t.waive}</Button>
    </Allowed>
  )
}
