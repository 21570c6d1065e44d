import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { A } from '@/parts/link'
import { useStaffNames } from '@/parts/names'
import { pageQuery } from '@/parts/paging'
import { useCalled } from '@/parts/person'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useLang, useWords } from '@/words'
import { words } from './words'

type Heirloom = Schema<'HeirloomView'>

const states = ['planned', 'asked', 'waiting', 'done', 'refused', 'full', 'failed'] as const
const fields = { at: text(), state: choice(['', ...states], '') }
const colours = { planned: undefined, asked: 'processing', waiting: 'processing', done: 'success', refused: 'warning', full: 'warning', failed: 'error' } as const

// Heirlooms lists what is handed on in one succession, each with its result and its reason.
export function Heirlooms({ id, onBack }: { id: string; onBack: () => void }) {
  const t = useWords(words)
  const { lang } = useLang()
  const staff = useStaffNames()
  const act = useAct()
  const queries = useQueryClient()
  const [heir, setHeir] = useState<string>()
  const [{ at, state }, set] = useQueryState(fields)
  const { after } = pageQuery(at)
  const all = useQuery({ queryKey: ['successions', id, state, after], placeholderData: keepPreviousData, refetchInterval: 5000,
    queryFn: () => ask(api.GET('/api/successions/{id}/objects', { params: { path: { id }, query: { state: state || undefined, after, limit: 50 } } })) })
  const retry = async () => {
    await act(() => ask(api.POST('/api/successions/{id}/retry', { params: { path: { id } }, body: { heir_id: heir ?? '' } })), t.retried)
    await queries.invalidateQueries({ queryKey: ['successions'] })
  }
  const called = useCalled()
  const columns: Col<Heirloom>[] = [
    { key: 'what', title: t.what, fixed: true, cell: (o) => <span><A to={o.kind === 'group' ? to.community(o.id) : to.customer(o.id)}>{o.kind === 'group' ? o.name || t.unnamed : called(o.id, o.name)}</A> <span className="soft small">{t.kinds[o.kind]}</span></span> },
    { key: 'heir', title: t.heir, cell: (o) => staff.nameOf(o.heir_id) },
    { key: 'result', title: t.result, cell: (o) => <Tag color={colours[o.state]}>{t.states[o.state]}</Tag> },
    { key: 'why', title: t.why, cell: (o) => (o.why ? (lang === 'en' ? o.why.en : o.why.zh) : o.until > 0 ? t.until(moment(o.until)) : '—') },
  ]
  return (
    <div className="stack">
      <div className="row" style={{ flexWrap: 'wrap' }}>
        <Button onClick={onBack}>{t.back}</Button>
        <span className="grow" />
        <Select aria-label={t.retryWith} placeholder={t.retryWith} allowClear value={heir} onChange={setHeir} showSearch={{ optionFilterProp: 'label' }} options={staff.options} style={{ minWidth: 260 }} />
        <Button onClick={() => void retry()}>{t.retry}</Button>
      </div>
      <ResourceTable name="heirlooms" label={t.list} columns={columns} rowKey={(o) => o.id} query={all} page={at} onPage={(p) => set({ at: p })}
        filters={<FilterBar active={!!state} onClear={() => set({ state: '' })}><PickFilter label={t.result} value={state} onChange={(v) => set({ state: fields.state.read(v) })} options={states.map((s) => ({ value: s, label: t.states[s] }))} /></FilterBar>}
        empty={<Empty title={t.noneFits} why={t.noneFitsWhy} action={<Button onClick={() => set({ state: '' })}>{t.all}</Button>} />} />
    </div>
  )
}
