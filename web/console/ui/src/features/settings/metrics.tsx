import { UndoOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Form, InputNumber, Tag } from 'antd'
import { useCallback, useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import { useMay } from '@/api/session'
import type { Metric, Schema } from '@/api/types'
import { decimal } from '@/format'
import { useAct } from '@/parts/confirm'
import { Empty, Loaded } from '@/parts/feedback'
import { FilterBar, SearchBox } from '@/parts/filter-bar'
import { A } from '@/parts/link'
import { Section } from '@/parts/page'
import { flag, text, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useSay, useWords } from '@/words'
import { SettingsPage } from './frame'
import { History } from './history'
import { pageWords } from './page-words'
import { words } from './words'

type Param = Schema<'ParamView'>

const fields = { q: text(), own: flag() }

// MetricSettings are the brand's defaults of the numbers of metrics: windows, λ, targets, thresholds.
export default function MetricSettings() {
  return <SettingsPage room="metrics"><Definitions /></SettingsPage>
}

const numbers = (m: Metric) => m.params.filter((p) => p.default !== '')

function Definitions() {
  const t = useWords(pageWords)
  const say = useSay()
  const [{ q, own }, set] = useQueryState(fields)
  const find = useCallback((v: string) => set({ q: v }, true), [set])
  const book = useQuery({ queryKey: ['insight', 'book'], queryFn: () => ask(api.GET('/api/insight')) })
  const fits = (m: Metric) => {
    const all = [say(m.title), m.name, ...numbers(m).map((p) => say(p.explain))].join(' ').toLowerCase()
    return numbers(m).length > 0 && all.includes(q.toLowerCase()) && (!own || m.params.some((p) => p.brand))
  }
  return (
    <>
      <div className="card flush">
        <FilterBar active={!!q || own} onClear={() => set({ q: '', own: false })}>
          <SearchBox value={q} onChange={find} label={t.findMetric} />
          <Checkbox checked={own} onChange={(e) => set({ own: e.target.checked })}>{t.ownOnly}</Checkbox>
        </FilterBar>
      </div>
      <Loaded query={book}>
        {(data) => {
          const found = data.items.filter(fits)
          return found.length === 0 ? <section className="card"><Empty title={t.noMetric} why={own && !q ? t.noOwn : t.noMetricWhy} /></section> : <>{found.map((m) => <One key={m.name} metric={m} />)}</>
        }}
      </Loaded>
      <History room="metrics" />
    </>
  )
}

function One({ metric }: { metric: Metric }) {
  const t = useWords(pageWords)
  const say = useSay()
  return (
    <Section title={say(metric.title)} note={<>{say(metric.formula)} <A to={to.metric(metric.name)} style={{ whiteSpace: 'nowrap' }}>{t.openMetric}</A></>}>
      {numbers(metric).map((p) => <OneNumber key={p.name} metric={metric.name} param={p} />)}
    </Section>
  )
}

// OneNumber is one number: the brand's own, or that of the dictionary.
function OneNumber({ metric, param: p }: { metric: string; param: Param }) {
  const t = useWords(words)
  const say = useSay()
  const may = useMay()
  const act = useAct()
  const queries = useQueryClient()
  const now = Number(p.brand || p.default)
  const [typed, setTyped] = useState<number | null>(now)
  const [fault, setFault] = useState<string>()
  const id = `${metric}-${p.name}`
  const save = async (value: string) => {
    setFault(undefined)
    const ok = await act(async () => {
      try {
        await ask(api.PUT('/api/insight/{name}/default', { params: { path: { name: metric } }, body: { option: p.name, value } }))
      } catch (error) {
        setFault(asProblem(error).say())
        throw error
      }
    }, t.saved)
    if (!ok) return
    setTyped(Number(value || p.default))
    await Promise.all([queries.invalidateQueries({ queryKey: ['insight'] }), queries.invalidateQueries({ queryKey: ['audit'] })])
  }
  const label = say(p.explain)
  return (
    <form className="line" onSubmit={(e) => { e.preventDefault(); if (typed !== null) void save(String(typed)) }}>
      <div>
        <label htmlFor={id} style={{ fontWeight: 600 }}>{label}</label> {p.brand && <Tag color="processing">{t.changed}</Tag>}
        <p className="soft small">{t.standard(decimal(Number(p.default), 4))} · {decimal(p.min, 4)} – {decimal(p.max, 4)}</p>
      </div>
      <Form.Item validateStatus={fault ? 'error' : undefined} help={fault}>
        <div className="row" style={{ flexWrap: 'nowrap' }}>
          <InputNumber id={id} aria-label={label} className="grow" disabled={!may('setting.edit')} value={typed} onChange={setTyped} min={p.min} max={p.max} step={p.max <= 1 ? 0.05 : 1} />
          {typed !== null && typed !== now && <Button type="primary" htmlType="submit">{t.save}</Button>}
          {p.brand && typed === now && may('setting.edit') && <Button type="text" icon={<UndoOutlined />} aria-label={t.toStandard(label)} title={t.toStandard(label)} onClick={() => void save('')} />}
        </div>
      </Form.Item>
    </form>
  )
}
