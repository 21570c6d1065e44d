import { Alert, Button, Drawer, Form, Input, InputNumber, Segmented, Select } from 'antd'
import { useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import { showFaults } from '@/parts/form'
import { useStoreNames } from '@/parts/names'
import { useWords } from '@/words'
import { groupName, kinds, useAfresh, useGroupNames } from './data'
import { flowWords } from './flow-words'
import type { FlowRule } from './flows'
import { RuleInput } from './rule-input'
import { words } from './words'

interface Typed { name: string; rule: string; from_by: 'kind' | 'one'; from_kind?: string; from_id?: string; to_by: 'kind' | 'one'; to_kind?: string; to_id?: string; store_id?: string; days?: number | null }

// FlowDrawer makes a rule of flow or changes one.
export default function FlowDrawer({ edited, onClose }: { edited: FlowRule | 'new'; onClose: () => void }) {
  const t = useWords(flowWords)
  const now = edited === 'new' ? undefined : edited
  return <Drawer open onClose={onClose} title={now ? t.edit : t.make} size={560}><FlowForm now={now} onDone={onClose} /></Drawer>
}

function FlowForm({ now, onDone }: { now: FlowRule | undefined; onDone: () => void }) {
  const t = useWords(flowWords)
  const afresh = useAfresh()
  const stores = useStoreNames()
  const [form] = Form.useForm<Typed>()
  const [key] = useState(freshKey)
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const save = async (v: Typed) => {
    setBusy(true)
    setFault(undefined)
    const end = (by: 'kind' | 'one', kind?: string, id?: string) => (by === 'kind' ? { kind: kind ?? '', id: '' } : { kind: '', id: id ?? '' })
    const from = end(v.from_by, v.from_kind, v.from_id), until = end(v.to_by, v.to_kind, v.to_id)
    const body = { name: v.name, rule: v.rule, from_kind: from.kind, from_id: from.id, to_kind: until.kind, to_id: until.id, store_id: v.store_id ?? '', days: v.days ?? 0, paused: now?.paused }
    try {
      if (now) await ask(api.PUT('/api/flow-rules/{id}', { params: { path: { id: now.id } }, body: { ...body, version: now.version } }))
      else await ask(api.POST('/api/flow-rules', { body, headers: { 'Idempotency-Key': key } }))
      await afresh()
      onDone()
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  const first: Partial<Typed> = now
    ? { name: now.name, rule: now.rule, from_by: now.from_id ? 'one' : 'kind', from_kind: now.from_kind || undefined, from_id: now.from_id || undefined, to_by: now.to_id ? 'one' : 'kind', to_kind: now.to_kind || undefined, to_id: now.to_id || undefined, store_id: now.store_id || undefined, days: now.days || null }
    : { from_by: 'kind', to_by: 'kind' }
  return (
    <Form form={form} layout="vertical" initialValues={first} onFinish={(v) => void save(v)} requiredMark={false}>
      <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true, message: t.needName }]}><Input maxLength={100} /></Form.Item>
      <End name="from" label={t.from} />
      <Form.Item name="rule" label={t.who} rules={[{ required: true, whitespace: true, message: t.needRule }]}><RuleInput /></Form.Item>
      <End name="to" label={t.to} />
      <Form.Item name="days" label={t.days} extra={t.daysHint}><InputNumber min={1} max={365} precision={0} /></Form.Item>
      <Form.Item name="store_id" label={t.store}><Select allowClear placeholder={t.anyStore} options={stores.options} showSearch={{ optionFilterProp: 'label' }} /></Form.Item>
      {fault && <Alert type="error" showIcon title={fault} style={{ marginBottom: 16 }} />}
      <Button type="primary" htmlType="submit" loading={busy}>{t.save}</Button>
    </Form>
  )
}

// End is one end of a rule: all groups of a kind, or one group.
function End({ name, label }: { name: 'from' | 'to'; label: string }) {
  const t = useWords(flowWords)
  const w = useWords(words)
  const groups = useGroupNames()
  const by = Form.useWatch<'kind' | 'one' | undefined>(`${name}_by`)
  const need = [{ required: true, message: t.needEnd }]
  return (
    <>
      <Form.Item name={`${name}_by`} label={label}><Segmented options={[{ value: 'kind', label: t.ofKind }, { value: 'one', label: t.oneGroup }]} /></Form.Item>
      {by === 'one'
        ? <Form.Item name={`${name}_id`} rules={need}><Select aria-label={label} showSearch={{ optionFilterProp: 'label' }} options={groups.all.map((g) => ({ value: g.id, label: groupName(g) }))} /></Form.Item>
        : <Form.Item name={`${name}_kind`} rules={need}><Select aria-label={label} options={kinds.map((k) => ({ value: k, label: w.kind[k] }))} /></Form.Item>}
    </>
  )
}
