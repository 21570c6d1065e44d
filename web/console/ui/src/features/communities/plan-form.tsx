import { Alert, Button, Form, Input, InputNumber, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { showFaults } from '@/parts/form'
import { useStaffNames, useStoreNames } from '@/parts/names'
import { useWords } from '@/words'
import { carriers, groupName, useAfresh, useGroupNames, type GroupDetail } from './data'
import { DayInput } from './day-input'
import { RuleInput } from './rule-input'
import { planWords, words } from './words'

type Plan = Schema<'UpdateCommunityInBody'>
// Typed is the plan as people type it: money in yuan, the pause in minutes.
type Typed = Omit<Plan, 'price' | 'pause' | 'version'> & { yuan?: number | null; minutes?: number | null }

interface Props { detail: GroupDetail; act: string; onDone: () => void; beside?: ReactNode }

// PlanForm changes what a group was made with: its name, its size, its dates, who may join.
export function PlanForm({ detail, act, onDone, beside }: Props) {
  const afresh = useAfresh()
  const [form] = Form.useForm<Typed>()
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const g = detail.community
  const save = async (v: Typed) => {
    setBusy(true)
    setFault(undefined)
    const { yuan, minutes, ...rest } = v
    const body: Plan = { ...rest, kind: undefined, number: g.number, price: Math.round((yuan ?? 0) * 100), pause: Math.round((minutes ?? 0) * 60_000), version: g.version }
    try {
      await ask(api.PUT('/api/communities/{id}', { params: { path: { id: g.id } }, body }))
      await afresh()
      onDone()
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Form form={form} layout="vertical" initialValues={typedOf(detail)} onFinish={(v) => void save(v)} requiredMark={false}>
      <div className="cards" style={{ columnGap: 16, rowGap: 0 }}><Naming detail={detail} /><Place /><Sizes detail={detail} /></div>
      <Gate />
      {fault && <Alert type="error" showIcon title={fault} style={{ marginBottom: 16 }} />}
      <div className="row"><Button type="primary" htmlType="submit" loading={busy}>{act}</Button>{beside}</div>
    </Form>
  )
}

function typedOf({ community: g }: GroupDetail): Typed {
  return {
    name: g.name, purpose: g.purpose, topic: g.topic, store_id: g.store_id || undefined, staff_id: g.staff_id || undefined, area: g.area, level: g.level, carrier: g.carrier, cap: g.cap, target_size: g.target_size,
    promo_cap: g.promo_cap, starts_on: g.starts_on, ends_on: g.ends_on, gate: g.gate, threshold: g.threshold === 'single' || g.threshold === 'cumulative' ? g.threshold : '', yuan: g.price / 100, minutes: g.pause / 60_000, alternative_id: g.alternative_id || undefined,
  }
}

function Naming({ detail }: { detail: GroupDetail }) {
  const t = useWords(planWords)
  return (
    <>
      <Form.Item name="purpose" label={t.purpose} extra={t.purposeHint} rules={[{ required: true, whitespace: true, message: t.needPurpose }]}><Input maxLength={64} /></Form.Item>
      <Form.Item name="name" label={t.nameOf} extra={detail.expected ? `${t.nameHint}: ${detail.expected}` : t.nameHint}><Input maxLength={64} /></Form.Item>
      <Form.Item name="topic" label={t.topic}><Input maxLength={64} /></Form.Item>
      {detail.preset.dated && <Form.Item name="starts_on" label={t.startsOn}><DayInput /></Form.Item>}
      {detail.preset.dated && <Form.Item name="ends_on" label={t.endsOn}><DayInput /></Form.Item>}
    </>
  )
}

// Place is where a group belongs: store, owner, carrier, area, level.
export function Place() {
  const t = useWords(planWords)
  const w = useWords(words)
  const stores = useStoreNames()
  const staff = useStaffNames()
  return (
    <>
      <Form.Item name="store_id" label={t.store}><Select allowClear showSearch={{ optionFilterProp: 'label' }} options={stores.options} /></Form.Item>
      <Form.Item name="staff_id" label={t.owner}><Select allowClear showSearch={{ optionFilterProp: 'label' }} options={staff.options} /></Form.Item>
      <Form.Item name="carrier" label={t.carrier}><Select options={carriers.map((c) => ({ value: c, label: w.carrier[c] }))} /></Form.Item>
      <Form.Item name="area" label={t.area}><Input maxLength={64} /></Form.Item>
      <Form.Item name="level" label={t.level}><Input maxLength={64} /></Form.Item>
    </>
  )
}

const number = { width: '100%' }

function Sizes({ detail }: { detail: GroupDetail }) {
  const t = useWords(planWords)
  const groups = useGroupNames()
  const others = groups.all.filter((g) => g.id !== detail.community.id).map((g) => ({ value: g.id, label: groupName(g) }))
  return (
    <>
      <Form.Item name="cap" label={t.cap}><InputNumber min={1} max={100_000} precision={0} style={number} /></Form.Item>
      <Form.Item name="target_size" label={t.targetSize} extra={t.targetHint}><InputNumber min={1} max={100_000} precision={0} style={number} /></Form.Item>
      <Form.Item name="promo_cap" label={t.promoCap} extra={t.promoHint}><InputNumber min={0} max={1000} precision={0} style={number} /></Form.Item>
      <Form.Item name="minutes" label={t.pause}><InputNumber min={0} max={10_080} precision={0} style={number} /></Form.Item>
      <Form.Item name="threshold" label={t.threshold}>
        <Select options={[{ value: '', label: t.thresholds.none }, { value: 'single', label: t.thresholds.single }, { value: 'cumulative', label: t.thresholds.cumulative }]} />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(a: Typed, b: Typed) => a.threshold !== b.threshold}>
        {({ getFieldValue }) => getFieldValue('threshold') ? <Form.Item name="yuan" label={t.thresholdPrice}><InputNumber min={0} precision={2} prefix="¥" style={number} /></Form.Item> : null}
      </Form.Item>
      <Form.Item name="alternative_id" label={t.alternative}><Select allowClear showSearch={{ optionFilterProp: 'label' }} options={others} /></Form.Item>
    </>
  )
}

function Gate() {
  const t = useWords(planWords)
  return <Form.Item name="gate" label={t.gate} extra={t.gateHint}><RuleInput /></Form.Item>
}
