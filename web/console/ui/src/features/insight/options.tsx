import { Button, InputNumber } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Metric } from '@/api/types'
import { useAct } from '@/parts/confirm'
import { Allowed } from '@/parts/feedback'
import { Popup } from '@/parts/popup'
import { useQueryClient } from '@tanstack/react-query'
import { useSay, useWords } from '@/words'
import { optionOf, withOption, type Question, type SetQuestion } from './question'
import { words } from './words'

interface Props { metric: Metric; q: Question; set: SetQuestion }

const numbersOf = (m: Metric) => m.params.filter((p) => p.default !== '')

// Options changes the metric's own numbers; one may become the company's default.
export function Options({ metric, q, set }: Props) {
  const t = useWords(words)
  if (numbersOf(metric).length === 0) return null
  const changed = q.option.length
  return (
    <Popup title={t.options} content={<OptionForm metric={metric} q={q} set={set} />}>
      <Button>{changed ? t.optionsOf(changed) : t.options}</Button>
    </Popup>
  )
}

// OptionForm is the form in it; a page that lives from its numbers (a plan) shows it open.
export function OptionForm({ metric, q, set, wide }: Props & { wide?: boolean }) {
  const t = useWords(words)
  return (
    <div style={wide ? { display: 'grid', gap: '8px 32px', gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 280px), 1fr))' } : { display: 'grid', gap: 8, width: 340, maxWidth: '86vw' }}>
      {numbersOf(metric).map((p) => <Number key={p.name} metric={metric} param={p} q={q} set={set} />)}
      {q.option.length > 0 && <div><Button size="small" onClick={() => set({ option: [] })}>{t.reset}</Button></div>}
    </div>
  )
}

function Number({ metric, param: p, q, set }: Props & { param: Metric['params'][number] }) {
  const say = useSay()
  const now = optionOf(q, p.name)
  const [typed, setTyped] = useState<string | null>(null)
  const value = typed ?? now ?? p.default
  const done = () => {
    if (typed === null) return
    set({ option: withOption(q, p.name, typed === p.default ? '' : typed) })
    setTyped(null)
  }
  return (
    <div className="row" style={{ flexWrap: 'nowrap' }}>
      <label className="grow small" htmlFor={`option-${p.name}`}>{say(p.explain)}</label>
      <InputNumber id={`option-${p.name}`} stringMode value={value} min={String(p.min)} max={String(p.max)} style={{ width: 96, flex: 'none' }} onChange={(v) => setTyped(v === null ? '' : String(v))} onBlur={done} onPressEnter={done} />
      {now !== undefined && <Allowed to="setting.edit" quiet><MakeDefault metric={metric.name} option={p.name} value={now} /></Allowed>}
    </div>
  )
}

function MakeDefault({ metric, option, value }: { metric: string; option: string; value: string }) {
  const t = useWords(words)
  const act = useAct()
  const queries = useQueryClient()
  const put = async () => {
    const ok = await act(() => ask(api.PUT('/api/insight/{name}/default', { params: { path: { name: metric } }, body: { option, value } })), t.defaultSet)
    if (ok) void queries.invalidateQueries({ queryKey: ['insight'] })
  }
  return <Button size="small" type="link" style={{ padding: 0 }} onClick={() => void put()}>{t.setDefault}</Button>
}
