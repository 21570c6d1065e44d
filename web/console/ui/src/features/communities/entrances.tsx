import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count, moment, share } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState } from '@/parts/state'
import { useNamesOf } from '@/parts/people-names'
import { useLang, useWords } from '@/words'
import { PersonName } from './bits'
import { useAfresh, type GroupDetail } from './data'
import { useEntrances } from './entrance-data'
import type { Entrance } from './entrance-form'
import { workWords } from './work-words'
import { words } from './words'

type Application = Schema<'ApplicationView'>
const applicationStates = ['waiting', 'admitted', 'refused'] as const
const fields = { state: choice(['', ...applicationStates], ''), entrance: text(), page: text() }

const EntranceDrawer = lazy(() => import('./entrance-form'))

// EntrancesTab is where people come in, what each entrance brought, and who asks to be let in.
export default function EntrancesTab({ detail }: { detail: GroupDetail }) {
  const t = useWords(workWords)
  const { id } = detail.community
  const entrances = useEntrances(id)
  const [edited, setEdited] = useState<Entrance | 'new'>()
  const make = <Allowed to="community.edit" quiet><Button type="primary" onClick={() => setEdited('new')}>{t.newEntrance}</Button></Allowed>
  return (
    <div className="stack">
      <div className="row"><div className="grow"><h2>{t.entrances}</h2><p className="soft small">{t.entrancesWhy}</p></div>{!!entrances.data?.length && make}</div>
      <ResourceTable<Entrance> name="entrances" label={t.entrances} columns={useColumns(setEdited)} rowKey={(e) => e.id} page="" onPage={() => undefined}
        query={{ ...entrances, data: entrances.data && { items: entrances.data, next: '' } }} empty={<Empty title={t.noEntrances} why={t.noEntrancesWhy} action={make} />} />
      {!!entrances.data?.length && <Applications id={id} entrances={entrances.data} />}
      {edited && <Suspense><EntranceDrawer group={id} edited={edited} onClose={() => setEdited(undefined)} /></Suspense>}
    </div>
  )
}

function useColumns(onEdit: (e: Entrance) => void): Col<Entrance>[] {
  const t = useWords(workWords)
  const w = useWords(words)
  const gates: Record<string, string> = t.gateKinds
  return [
    { key: 'name', title: t.entranceName, fixed: true, cell: (e) => e.name || e.code },
    { key: 'gate', title: t.gateOf, cell: (e) => <>{gates[e.gate] ?? e.gate}{e.approval && <span className="soft small"> · {t.approval}</span>}</> },
    { key: 'rule', title: t.rule, cell: (e) => (e.rule ? <code>{e.rule}</code> : '—') },
    { key: 'joined', title: t.joinedBy, number: true, cell: (e) => count(e.joined) },
    { key: 'here', title: t.hereBy, number: true, cell: (e) => count(e.here) },
    { key: 'kept', title: t.kept, number: true, cell: (e) => share(e.joined ? e.here / e.joined : null) },
    { key: 'waiting', title: t.waiting, number: true, cell: (e) => (e.waiting ? <strong className="warn">{count(e.waiting)}</strong> : count(e.waiting)) },
    { key: 'admitted', title: t.admitted, number: true, hidden: true, cell: (e) => count(e.admitted) },
    { key: 'refused', title: t.refused, number: true, hidden: true, cell: (e) => count(e.refused) },
    { key: 'link', title: t.link, cell: (e) => <code>{e.code}</code> },
    { key: 'state', title: t.state, cell: (e) => <Tag color={e.closed ? 'default' : 'success'}>{e.closed ? t.closed : t.opened}</Tag> },
    { key: 'act', title: '', fixed: true, cell: (e) => <Allowed to="community.edit" quiet><Button size="small" type="text" onClick={() => onEdit(e)}>{w.edit}</Button></Allowed> },
  ]
}

function Applications({ id, entrances }: { id: string; entrances: Entrance[] }) {
  const t = useWords(workWords)
  const w = useWords(words)
  const [{ state, entrance, page }, set] = useQueryState(fields)
  const query = { state: state || undefined, entrance_id: entrance || undefined, limit: 50, after: pageQuery(page).after }
  const list = useQuery({ queryKey: ['communities', 'applications', id, query], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/communities/{id}/applications', { params: { path: { id }, query }, signal })) })
  const filtered = !!(state || entrance)
  const clear = () => set({ state: '', entrance: '' })
  return (
    <>
      <h2>{t.applications}</h2>
      <ResourceTable<Application> name="applications" label={t.applications} columns={useApplicationColumns(list.data?.items ?? [], entrances)} rowKey={(a) => a.id} query={list} page={page} onPage={(next) => set({ page: next })}
        empty={filtered ? <Empty title={w.noMatch} action={<Button onClick={clear}>{w.clear}</Button>} /> : <p className="soft" style={{ padding: 20 }}>{t.noApplications}</p>}
        filters={(
          <FilterBar active={filtered} onClear={clear}>
            <PickFilter label={t.state} value={state} onChange={(v) => set({ state: fields.state.read(v) })} options={applicationStates.map((s) => ({ value: s, label: t.appStates[s] }))} />
            <PickFilter label={t.entrance} value={entrance} onChange={(v) => set({ entrance: v })} options={entrances.map((e) => ({ value: e.id, label: e.name || e.code }))} />
          </FilterBar>
        )} />
    </>
  )
}

function useApplicationColumns(rows: Application[], entrances: Entrance[]): Col<Application>[] {
  const t = useWords(workWords)
  const w = useWords(words)
  const { lang } = useLang()
  const nameOf = useNamesOf(rows.map((a) => a.customer_id))
  const states: Record<string, string> = t.appStates
  return [
    { key: 'who', title: w.person, fixed: true, cell: (a) => <PersonName id={a.customer_id} nameOf={nameOf} /> },
    { key: 'entrance', title: t.entrance, cell: (a) => { const e = entrances.find((x) => x.id === a.entrance_id); return e ? e.name || e.code : '—' } },
    { key: 'answers', title: t.answers, cell: (a) => a.answers.join(' · ') || '—' },
    { key: 'state', title: t.state, cell: (a) => <><Tag color={a.state === 'waiting' ? 'warning' : a.state === 'admitted' ? 'success' : 'default'}>{states[a.state] ?? a.state}</Tag><span className="soft small">{lang === 'zh' ? a.reason_zh : a.reason_en}</span></> },
    { key: 'at', title: t.at, cell: (a) => <span className="num">{moment(a.at)}</span> },
    { key: 'act', title: '', fixed: true, cell: (a) => a.state === 'waiting' && <Decide application={a} /> },
  ]
}

function Decide({ application: a }: { application: Application }) {
  const t = useWords(workWords)
  const act = useAct()
  const afresh = useAfresh()
  const decide = async (admit: boolean) => {
    await act(() => ask(api.POST('/api/applications/{id}/decide', { params: { path: { id: a.id } }, body: { admit, version: a.version } })), t.decided)
    await afresh()
  }
  return <Allowed to="community.edit" quiet><span className="row" style={{ flexWrap: 'nowrap' }}><Button size="small" onClick={() => void decide(true)}>{t.admit}</Button><Button size="small" type="text" onClick={() => void decide(false)}>{t.refuseIt}</Button></span></Allowed>
}
