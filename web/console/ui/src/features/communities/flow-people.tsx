import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Tag } from 'antd'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState } from '@/parts/state'
import { useNamesOf } from '@/parts/people-names'
import { useWords } from '@/words'
import { OtherGroup, PersonName } from './bits'
import { useAfresh, useGroupNames } from './data'
import { flowWords } from './flow-words'
import type { FlowRule } from './flows'

type Flow = Schema<'FlowView'>
const fields = { rule: text(), show: choice(['', 'all'], ''), page: text() }

// FlowPeople is who was suggested for another group.
export function FlowPeople({ rules }: { rules: FlowRule[] }) {
  const t = useWords(flowWords)
  const [{ rule, show, page }, set] = useQueryState(fields)
  const query = { rule_id: rule || undefined, open: show === '', limit: 50, after: pageQuery(page).after }
  const flows = useQuery({ queryKey: ['flows', 'people', query], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/flows', { params: { query }, signal })) })
  const filtered = rule !== ''
  return (
    <>
      <div><h2>{t.people}</h2>{show === '' && <p className="soft small">{t.peopleWhy}</p>}</div>
      <ResourceTable<Flow> name="flows" label={t.people} columns={useColumns(flows.data?.items ?? [], rules)} rowKey={(f) => f.id} query={flows} page={page} onPage={(next) => set({ page: next })}
        empty={filtered ? <Empty title={t.noMatch} action={<Button onClick={() => set({ rule: '' })}>{t.clear}</Button>} /> : <Empty title={t.noPeople} why={t.noPeopleWhy} />}
        filters={(
          <FilterBar active={filtered} onClear={() => set({ rule: '' })}>
            <PickFilter label={t.rule} value={rule} onChange={(v) => set({ rule: v })} options={rules.map((r) => ({ value: r.id, label: r.name }))} />
            <Checkbox checked={show === ''} onChange={(e) => set({ show: e.target.checked ? '' : 'all' })}>{t.open}</Checkbox>
          </FilterBar>
        )} />
    </>
  )
}

const stateOf = (f: Flow) => (f.joined_at ? 'joined' : f.dropped_at ? 'dropped' : f.invited_at ? 'invited' : 'suggested')
const tones = { joined: 'success', dropped: 'default', invited: 'processing', suggested: 'warning' } as const

function useColumns(rows: Flow[], rules: FlowRule[]): Col<Flow>[] {
  const t = useWords(flowWords)
  const groups = useGroupNames()
  const nameOf = useNamesOf(rows.map((f) => f.customer_id))
  return [
    { key: 'who', title: t.person, fixed: true, cell: (f) => <PersonName id={f.customer_id} nameOf={nameOf} /> },
    { key: 'from', title: t.from, cell: (f) => <OtherGroup id={f.from_id} nameOf={groups.nameOf} /> },
    { key: 'to', title: t.to, cell: (f) => <OtherGroup id={f.to_id} nameOf={groups.nameOf} /> },
    { key: 'rule', title: t.rule, cell: (f) => rules.find((r) => r.id === f.rule_id)?.name ?? '—' },
    { key: 'state', title: t.state2, cell: (f) => <Tag color={tones[stateOf(f)]}>{t.states[stateOf(f)]}</Tag> },
    { key: 'at', title: t.at, cell: (f) => <span className="num">{moment(f.suggested_at)}</span> },
    { key: 'due', title: t.due, cell: (f) => <span className="num">{moment(f.due_at)}</span> },
    { key: 'act', title: '', fixed: true, cell: (f) => stateOf(f) === 'suggested' && <Settle id={f.id} /> },
  ]
}

function Settle({ id }: { id: string }) {
  const t = useWords(flowWords)
  const act = useAct()
  const afresh = useAfresh()
  const params = { path: { id } }
  const invite = async () => { await act(() => ask(api.POST('/api/flows/{id}/invite', { params })), t.inviteDone); await afresh() }
  const drop = async () => { await act(() => ask(api.POST('/api/flows/{id}/drop', { params })), t.dropDone); await afresh() }
  return <Allowed to="community.edit" quiet><span className="row" style={{ flexWrap: 'nowrap' }}><Button size="small" onClick={() => void invite()}>{t.invite}</Button><Button size="small" type="text" onClick={() => void drop()}>{t.drop}</Button></span></Allowed>
}
