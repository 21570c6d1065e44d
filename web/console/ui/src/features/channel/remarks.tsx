import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Form, Input, Select, Switch } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count } from '@/format'
import { useAct } from '@/parts/confirm'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { SettingsPage } from '../settings/frame'
import { RemarkPreview } from './remark-preview'
import { remarkWords } from './remark-words'

export type Template = Schema<'Template'>
type Part = Schema<'Part'>
type View = Schema<'RemarksView'>

const key = ['remarks'] as const
export const pieces = ['level', 'name', 'source', 'need', 'store', 'date', 'text'] as const

// RemarkSettings says how remarks are written into WeCom.
export default function RemarkSettings() {
  const view = useQuery({ queryKey: key, queryFn: () => ask(api.GET('/api/remarks')) })
  return <SettingsPage room="remarks"><Loaded query={view}>{(now) => <Editor key={now.revision} now={now} />}</Loaded></SettingsPage>
}

function Editor({ now }: { now: View }) {
  const t = useWords(remarkWords)
  const act = useAct()
  const queries = useQueryClient()
  const [again, setAgain] = useState(false)
  const [template, set] = useState<Template>({ on: now.on, separator: now.separator, parts: now.parts, revision: now.revision, since: now.since })
  const change = (some: Partial<Template>) => set((was) => ({ ...was, ...some }))
  const save = async () => {
    await act(() => ask(api.PUT('/api/remarks', { body: { template, again } })), t.saved)
    await queries.invalidateQueries({ queryKey: key })
  }
  return (
    <>
      <Section title={t.parts} note={t.limit}>
        <Form layout="vertical" onFinish={() => void save()}>
          <Form.Item extra={t.onHint}><label className="row"><Switch checked={template.on} onChange={(on) => change({ on })} aria-label={t.on} />{t.on}</label></Form.Item>
          <Parts parts={template.parts} onChange={(parts) => change({ parts })} />
          <Form.Item label={t.separator} htmlFor="separator"><Input id="separator" value={template.separator} maxLength={3} style={{ width: 80 }} onChange={(e) => change({ separator: e.target.value })} /></Form.Item>
          {now.untouched > 0 && template.on && <Form.Item><Checkbox checked={again} onChange={(e) => setAgain(e.target.checked)}>{t.again(count(now.untouched))}</Checkbox></Form.Item>}
          <p className="soft small">{t.own(count(now.own))}{now.due > 0 && ` · ${t.due(count(now.due))}`}{now.failing > 0 && <span className="warn"> · {t.failing(count(now.failing))}</span>}</p>
          <Button type="primary" htmlType="submit">{t.save}</Button>
        </Form>
      </Section>
      <RemarkPreview template={template} />
    </>
  )
}

// Parts are the parts in their order, each with when it is dropped.
function Parts({ parts, onChange }: { parts: readonly Part[]; onChange: (parts: Part[]) => void }) {
  const t = useWords(remarkWords)
  const put = (n: number, some: Partial<Part>) => onChange(parts.map((p, i) => (i === n ? { ...p, ...some } : p)))
  const move = (n: number, by: number) => onChange(parts.map((p, i) => (i === n ? parts[n + by]! : i === n + by ? parts[n]! : p)))
  const orders = [{ value: 0, label: t.never }, ...parts.map((_, n) => ({ value: n + 1, label: t.nth(String(n + 1)) }))]
  return (
    <ul className="plain">
      {parts.map((p, n) => (
        <li key={n} className="row" style={{ flexWrap: 'wrap', marginBottom: 8 }}>
          <Select aria-label={t.part} value={p.piece} style={{ width: 150 }} options={pieces.map((v) => ({ value: v, label: t.pieces[v] }))} onChange={(piece) => put(n, { piece, text: '' })} />
          {(p.piece === 'need' || p.piece === 'text') && <Input aria-label={p.piece === 'need' ? t.family : t.text} placeholder={p.piece === 'need' ? t.family : t.text} value={p.text} maxLength={30} style={{ width: 120 }} onChange={(e) => put(n, { text: e.target.value })} />}
          <Select aria-label={t.drop} value={p.drop ?? 0} style={{ width: 140 }} options={orders} onChange={(drop) => put(n, { drop })} />
          <Button size="small" disabled={n === 0} onClick={() => move(n, -1)}>{t.up}</Button>
          <Button size="small" disabled={n === parts.length - 1} onClick={() => move(n, 1)}>{t.down}</Button>
          <Button size="small" disabled={parts.length === 1} onClick={() => onChange(parts.filter((_, i) => i !== n))}>{t.remove}</Button>
        </li>
      ))}
      <li><Button disabled={parts.length >= 10} onClick={() => onChange([...parts, { piece: 'text', text: '', drop: 0 }])}>{t.add}</Button></li>
    </ul>
  )
}
