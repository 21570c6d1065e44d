import { AutoComplete, DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import type { Metric } from '@/api/types'
import { useChannelName } from '@/parts/channel'
import { tableOf, useStored } from '@/parts/metric'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { useSay, useWords } from '@/words'
import { useCodes } from './codes'
import { Options } from './options'
import { asked, daysOf, emptyQuestion, filterNames, presetOf, presets, type FilterName, type Preset, type Question, type SetQuestion } from './question'
import { words } from './words'

interface Props { metric: Metric; q: Question; set: SetQuestion }

// QuestionBar chooses window, variant, filters and parameters of a metric.
export function QuestionBar({ metric, q, set }: Props) {
  const t = useWords(words)
  const say = useSay()
  const by = metric.params.find((p) => p.name === 'by')
  const takes = filterNames.filter((f) => f === 'store' || f === 'staff' || metric.filters.includes(f))
  const preset: Preset | 'custom' = presetOf(q) ?? 'custom'
  return (
    <section className="card flush">
      <FilterBar active={asked(q)} onClear={() => set(emptyQuestion)} extra={metric.name !== 'forecast' && <Options metric={metric} q={q} set={set} />}>
        <Select<Preset | 'custom'> aria-label={t.window} value={preset} style={{ minWidth: 116 }} popupMatchSelectWidth={false} onChange={(p) => { if (p !== 'custom') set(daysOf(p)) }}
          options={[...presets, ...(preset === 'custom' ? ['custom' as const] : [])].map((p) => ({ value: p, label: t[p] }))} />
        <DatePicker.RangePicker aria-label={t.window} value={[q.from ? dayjs(q.from) : null, q.to ? dayjs(q.to) : null]} allowEmpty={[true, true]} placeholder={[t.from, t.to]}
          style={{ width: 240, maxWidth: '100%' }} onChange={(d) => set({ from: d?.[0]?.format('YYYY-MM-DD') ?? '', to: d?.[1]?.format('YYYY-MM-DD') ?? '' })} />
        {by && <Select aria-label={`${t.by}: ${say(by.explain)}`} title={say(by.explain)} value={q.by || by.choices[0]} onChange={(v) => set({ by: v === by.choices[0] ? '' : v })} style={{ minWidth: 110 }} popupMatchSelectWidth={false}
          options={by.choices.map((c) => ({ value: c, label: choiceWord(c, say(by.explain)) }))} />}
        {takes.map((f) => <Where key={f} name={f} q={q} set={set} />)}
      </FilterBar>
    </section>
  )
}

// choiceWord takes the words of a choice out of its explanation ("orders 按订单，revenue 按净额"); else the choice itself.
function choiceWord(choice: string, explain: string): string {
  const at = explain.search(new RegExp(`\\b${choice}\\b`))
  const word = at < 0 ? '' : explain.slice(at + choice.length).split(/[，,、；;。:：]/)[0]?.trim() ?? ''
  return word && word.length < 16 && !/^(or|and)\b/.test(word) ? word : choice
}

function Where({ name, q, set }: { name: FilterName; q: Question; set: SetQuestion }) {
  const t = useWords(words)
  if (name === 'channel') return <Channel value={q.channel} onChange={(v) => set({ channel: v })} label={t.channel} />
  return <Coded name={name} label={t[name]} value={q[name]} onChange={(v) => set({ [name]: v })} />
}

function Coded({ name, label, value, onChange }: { name: Exclude<FilterName, 'channel'>; label: string; value: string; onChange: (v: string) => void }) {
  const codes = useCodes(name)
  return <PickFilter label={label} value={value} onChange={onChange} options={codes.options} loading={codes.loading} />
}

// Channels are free words; those that brought customers are offered.
function Channel({ value, onChange, label }: { value: string; onChange: (v: string) => void; label: string }) {
  const say = useSay()
  const cac = useStored('cac')
  const known = tableOf(cac.data, 'channels')?.rows.map((r) => say(r[0]?.text)).filter(Boolean) ?? []
  const channelOf = useChannelName(known)
  return <AutoComplete key={value} aria-label={label} defaultValue={value} placeholder={label} allowClear style={{ width: 140 }} options={known.map((v) => ({ value: v, label: channelOf(v) }))}
    onSelect={onChange} onClear={() => onChange('')} onBlur={(e) => { const v = (e.target as HTMLInputElement).value; if (v !== value) onChange(v) }} showSearch={{ filterOption: (typed, o) => !!o && (o.value.includes(typed) || o.label.includes(typed)) }} />
}
