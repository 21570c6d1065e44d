import { useQueryClient } from '@tanstack/react-query'
import { DatePicker, Form, Input, InputNumber, Modal, Segmented, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import type { Schema } from '@/api/types'
import { zone } from '@/format'
import { useAct } from '@/parts/confirm'
import { showFaults } from '@/parts/form'
import { useStoreNames } from '@/parts/names'
import { useSay, useWords } from '@/words'
import { useKinds } from './costs'
import { words } from './words'

interface Typed { kind: Schema<'CostBody'>['kind']; days: [Dayjs, Dayjs]; amount?: number; hours?: number; rate?: number; channel?: string; store_id?: string; source: string; ref?: string }

// Kinds that are hours of work at a rate.
const work: readonly string[] = ['screening', 'staff', 'service']

// CostForm enters one cost: an amount, or hours at a rate. Nothing typed is lost when the server refuses.
export function CostForm({ onClose }: { onClose: () => void }) {
  const t = useWords(words)
  const [form] = Form.useForm<Typed>()
  const [key] = useState(freshKey)
  const [by, setBy] = useState<'amount' | 'work'>('amount')
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)
  const act = useAct()
  const queries = useQueryClient()
  const save = async (v: Typed) => {
    setBusy(true)
    try {
      await ask(api.POST('/api/costs', { headers: { 'Idempotency-Key': key }, body: { items: [bodyOf(v, by)] } }))
      await act(() => Promise.all([queries.invalidateQueries({ queryKey: ['costs'] }), queries.invalidateQueries({ queryKey: ['insight'] })]), t.costAdded)
      onClose()
    } catch (error) {
      setFault(showFaults(form, error) ?? '')
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open title={t.addCost} onCancel={onClose} okText={t.save} cancelText={t.cancel} confirmLoading={busy} onOk={() => void form.validateFields().then(save, () => undefined)}>
      {fault && <p role="alert" className="bad">{fault}</p>}
      <Form form={form} layout="vertical" initialValues={{ days: [dayjs().tz(zone()).startOf('month'), dayjs().tz(zone())] }} onValuesChange={(c: Partial<Typed>) => { if (c.kind && !work.includes(c.kind)) setBy('amount') }}>
        <Inputs by={by} setBy={setBy} />
      </Form>
    </Modal>
  )
}

const fen = (yuan: number | undefined) => (yuan === undefined || yuan === null ? undefined : Math.round(yuan * 100))

function bodyOf(v: Typed, by: 'amount' | 'work'): Schema<'CostBody'> {
  const paid = by === 'work' ? { minutes: Math.round((v.hours ?? 0) * 60), rate: fen(v.rate) } : { amount: fen(v.amount) }
  return { kind: v.kind, from_day: v.days[0].format('YYYY-MM-DD'), to_day: v.days[1].format('YYYY-MM-DD'), source: v.source, ref: v.ref || undefined, channel: v.channel || undefined, store_id: v.store_id, ...paid }
}

function Inputs({ by, setBy }: { by: 'amount' | 'work'; setBy: (b: 'amount' | 'work') => void }) {
  const t = useWords(words)
  const say = useSay()
  const kinds = useKinds()
  const stores = useStoreNames()
  const kind = Form.useWatch<string | undefined>('kind')
  const must = [{ required: true, message: t.required }]
  return (
    <>
      <Form.Item name="kind" label={t.kind} rules={must}><Select options={(kinds.data?.items ?? []).map((k) => ({ value: k.kind, label: say(k.title) }))} /></Form.Item>
      {kind && work.includes(kind) && <Segmented style={{ marginBottom: 16 }} value={by} onChange={setBy} options={[{ value: 'amount' as const, label: t.byAmount }, { value: 'work' as const, label: t.byWork }]} />}
      {by === 'amount' ? <Form.Item name="amount" label={t.amount} extra={t.zeroHint} rules={must}><InputNumber min={0} precision={2} style={{ width: '100%' }} /></Form.Item> : (
        <div className="row top">
          <Form.Item name="hours" label={t.hours} rules={must} className="grow"><InputNumber min={0} precision={2} style={{ width: '100%' }} /></Form.Item>
          <Form.Item name="rate" label={t.rateHour} rules={must} className="grow"><InputNumber min={0} precision={2} style={{ width: '100%' }} /></Form.Item>
        </div>
      )}
      <Form.Item name="days" label={t.costDays} rules={must}><DatePicker.RangePicker style={{ width: '100%' }} /></Form.Item>
      <div className="row top">
        <Form.Item name="channel" label={t.channel} className="grow"><Input maxLength={100} placeholder={t.anyChannel} /></Form.Item>
        <Form.Item name="store_id" label={t.store} className="grow"><Select allowClear placeholder={t.whoCompany} options={stores.options} /></Form.Item>
      </div>
      <div className="row top">
        <Form.Item name="source" label={t.costSource} rules={must} className="grow"><Input maxLength={100} placeholder={t.sourceHint} /></Form.Item>
        <Form.Item name="ref" label={t.note} className="grow"><Input maxLength={100} /></Form.Item>
      </div>
    </>
  )
}
