import { UndoOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, InputNumber, Select, Tag, type FormInstance } from 'antd'
import { useMemo, useState } from 'react'
import { useMay } from '@/api/session'
import { count, decimal } from '@/format'
import { showFaults } from '@/parts/form'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { History } from './history'
import { same, valueAt, withValues, type Field, type Group, type Value } from './rule-spec'
import { ruleWords } from './rule-words'
import type { RoomName } from './rooms'
import { words } from './words'

interface Props<T> {
  room: RoomName
  groups: readonly Group[]
  now: T // what holds
  standard: T | undefined // what holds until somebody changes it
  save: (body: T) => Promise<unknown>
  after?: string // what follows from a change, said with the button
  chapter: string // of the API, asked anew after a change
}

type Values = Record<string, Value>

// RuleForm changes a typed body of rules: each number with its meaning, its default, and what the server says of it beside it.
export function RuleForm<T>({ room, groups, now, standard, save, after, chapter }: Props<T>) {
  const t = useWords(words)
  const may = useMay()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const fields = useMemo(() => groups.flatMap((g) => g.fields), [groups])
  const first = useMemo(() => shown(fields, now), [fields, now])
  const typed: Values = Form.useWatch<Values>([], form) ?? first
  const changed = fields.filter((f) => !same(typed[f.path] ?? null, first[f.path] ?? null))
  const run = async () => {
    setBusy(true)
    setFault(undefined)
    try {
      await save(withValues(now, Object.fromEntries(changed.map((f) => [f.path, typed[f.path] ?? null]))))
      void message.success(t.saved)
      await Promise.all([queries.invalidateQueries({ queryKey: [chapter] }), queries.invalidateQueries({ queryKey: ['audit'] })])
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  const locked = !may('setting.edit')
  return (
    <Form form={form} key={JSON.stringify(first)} initialValues={first} layout="vertical" disabled={locked} onFinish={() => void run()} className="stack" requiredMark={false}>
      {groups.map((g) => <Part key={g.name} group={g} form={form} standard={standard} locked={locked} />)}
      <History room={room} />
      {!locked && (changed.length > 0 || fault) && (
        <div className="savebar" role="region" aria-label={t.unsaved(String(changed.length))}>
          <strong>{t.unsaved(String(changed.length))}</strong>
          {fault ? <Alert type="error" showIcon title={fault} role="alert" /> : after && <span className="soft">{after}</span>}
          <span className="grow" />
          <Button onClick={() => { form.resetFields(); setFault(undefined) }}>{t.discard}</Button>
          <Button type="primary" htmlType="submit" loading={busy}>{t.save}</Button>
        </div>
      )}
    </Form>
  )
}

function shown(fields: readonly Field[], body: unknown): Values {
  return Object.fromEntries(fields.map((f) => [f.path, valueAt(body, f.path)]))
}

interface PartProps { group: Group; form: FormInstance<Values>; standard: unknown; locked: boolean }

function Part({ group, form, standard, locked }: PartProps) {
  const r = useWords(ruleWords)
  const titles: Record<string, readonly [string, string]> = r.groups
  const [title, note] = titles[group.name] ?? [group.name, '']
  return (
    <Section title={title} note={note}>
      {group.fields.map((f) => <Line key={f.path} field={f} form={form} standard={standard} locked={locked} />)}
    </Section>
  )
}

function Line({ field: f, form, standard, locked }: { field: Field; form: FormInstance<Values>; standard: unknown; locked: boolean }) {
  const t = useWords(words)
  const r = useWords(ruleWords)
  const labels: Record<string, readonly [string, string]> = r.fields
  const [label, help] = labels[f.path] ?? [f.path, '']
  const usual = standard === undefined ? null : valueAt(standard, f.path)
  const here: Value = Form.useWatch(f.path, form) ?? null
  const other = usual !== null && !same(here, usual)
  const wide = f.kind === 'words'
  return (
    <div className={wide ? 'line wide' : 'line'}>
      <div>
        <label htmlFor={f.path} style={{ fontWeight: 600 }}>{label}</label> {other && <Tag color="processing">{t.changed}</Tag>}
        {help && <p className="soft small">{help}</p>}
        {usual !== null && f.kind !== 'words' && <p className="soft small">{t.standard(say(usual, r.choices))}</p>}
      </div>
      <div className="row top" style={{ flexWrap: 'nowrap' }}>
        <Form.Item name={f.path} className="grow" rules={f.kind === 'words' ? [] : [{ required: true, message: t.needValue }]}><Entry field={f} label={label} /></Form.Item>
        {other && !locked && <Button type="text" icon={<UndoOutlined />} aria-label={t.toStandard(label)} title={t.toStandard(label)} onClick={() => form.setFieldValue(f.path, usual)} />}
      </div>
    </div>
  )
}

// say writes a value; its unit stands in the input.
function say(v: Value, choices: Readonly<Record<string, string>>): string {
  if (typeof v === 'number') return Number.isInteger(v) ? count(v) : decimal(v)
  return typeof v === 'string' ? (choices[v] ?? v) : (v ?? []).join('、')
}

interface InputProps { field: Field; label: string; id?: string; value?: Value; onChange?: (v: Value) => void }

// Entry is the input of a kind; the form gives it id, value and onChange.
function Entry({ field: f, label, id, value, onChange }: InputProps) {
  const r = useWords(ruleWords)
  const choices: Record<string, string> = r.choices
  const set = (v: Value | undefined) => onChange?.(v ?? null)
  switch (f.kind) {
    case 'choice':
      return <Select id={id} aria-label={label} value={typeof value === 'string' ? value : undefined} onChange={set} options={(f.choices ?? []).map((c) => ({ value: c, label: choices[c] ?? c }))} style={{ width: '100%' }} />
    case 'words':
      return <Select id={id} aria-label={label} mode="tags" open={false} suffixIcon={null} value={Array.isArray(value) ? [...value] : []} onChange={(v: string[]) => set(v)} tokenSeparators={['，', '、', '\n']} maxTagTextLength={24} style={{ width: '100%' }} />
    default:
      return <InputNumber id={id} aria-label={label} value={typeof value === 'number' ? value : null} onChange={(v) => set(v)} min={f.min} max={f.max} precision={f.kind === 'whole' ? 0 : undefined} step={f.kind === 'number' ? 0.1 : 1} suffix={f.unit ? r.units[f.unit] : undefined} style={{ width: '100%' }} controls />
  }
}
