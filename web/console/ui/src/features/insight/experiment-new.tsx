import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Form, Input, InputNumber, Radio, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import type { Schema } from '@/api/types'
import { Allowed } from '@/parts/feedback'
import { showFaults } from '@/parts/form'
import { useGo } from '@/parts/link'
import { Page } from '@/parts/page'
import { to } from '@/paths'
import { useWords } from '@/words'
import { words } from './words'

type Body = Schema<'BeginExperimentInBody'>
interface Typed { name: string; mode: NonNullable<Body['mode']>; metric: NonNullable<Body['metric']>; holdout: number; whom: 'everybody' | 'segment'; rule?: string; starts_on?: Dayjs; ends_on?: Dayjs }

const bodyOf = (v: Typed): Body => ({
  name: v.name.trim(), mode: v.mode, metric: v.metric, holdout: v.mode === 'holdout' ? v.holdout / 100 : undefined,
  rule: v.whom === 'segment' ? v.rule : undefined, starts_on: v.starts_on?.format('YYYY-MM-DD'), ends_on: v.ends_on?.format('YYYY-MM-DD'),
})

// NewExperiment begins an experiment; nothing typed is lost when the server refuses.
export default function NewExperiment() {
  const t = useWords(words)
  return (
    <Page title={t.expNew} subtitle={t.expSub} crumbs={[{ title: t.title, to: to.insight() }, { title: t.expTitle, to: to.experiments() }]}>
      <Allowed to="segment.edit"><section className="card" style={{ maxWidth: 720 }}><Entry /></section></Allowed>
    </Page>
  )
}

function Entry() {
  const t = useWords(words)
  const go = useGo()
  const [form] = Form.useForm<Typed>()
  const [key] = useState(freshKey)
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)
  const queries = useQueryClient()
  const begin = async (v: Typed) => {
    setBusy(true)
    setFault('')
    try {
      const e = await ask(api.POST('/api/experiments', { headers: { 'Idempotency-Key': key }, body: bodyOf(v) }))
      await queries.invalidateQueries({ queryKey: ['experiments'] })
      go(to.experiment(e.id), true)
    } catch (error) {
      setFault(showFaults(form, error) ?? '')
      setBusy(false)
    }
  }
  return (
    <Form form={form} layout="vertical" onFinish={(v: Typed) => void begin(v)} initialValues={{ mode: 'holdout', metric: 'conversion', holdout: 10, whom: 'everybody' }}>
      {fault && <p role="alert" className="bad" style={{ marginBottom: 12 }}>{fault}</p>}
      <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true, message: t.required }]}><Input maxLength={100} placeholder={t.nameHint} /></Form.Item>
      <Form.Item name="mode" label={t.mode}><Radio.Group options={[{ value: 'holdout', label: t.modeHoldout }, { value: 'before_after', label: t.modeBefore }]} /></Form.Item>
      <Form.Item name="metric" label={t.metric} extra={t.metricHint}><Radio.Group options={[{ value: 'conversion', label: t.conversion }, { value: 'repurchase', label: t.repurchase }, { value: 'spend', label: t.spend }]} /></Form.Item>
      <Whom />
      <div className="row top">
        <Form.Item name="starts_on" label={t.start} extra={t.startHint} className="grow"><DatePicker style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="ends_on" label={t.end} extra={t.endHint} className="grow"><DatePicker style={{ width: '100%' }} /></Form.Item>
      </div>
      <Button type="primary" htmlType="submit" loading={busy}>{t.create}</Button>
    </Form>
  )
}

// Whom chooses everybody or the rule of a segment, and how many of them are left alone.
function Whom() {
  const t = useWords(words)
  const mode = Form.useWatch<string | undefined>('mode'), whom = Form.useWatch<string | undefined>('whom')
  const segments = useQuery({ queryKey: ['segments', 'names'], enabled: whom === 'segment', queryFn: () => ask(api.GET('/api/segments', { params: { query: { limit: 200 } } })) })
  return (
    <>
      <Form.Item name="whom" label={t.whom}><Radio.Group options={[{ value: 'everybody', label: t.everybody }, { value: 'segment', label: t.segment }]} /></Form.Item>
      {whom === 'segment' && (
        <Form.Item name="rule" label={t.segment} rules={[{ required: true, message: t.required }]}>
          <Select loading={segments.isPending} placeholder={t.pickSegment} notFoundContent={t.noSegments} showSearch={{ optionFilterProp: 'label' }} options={(segments.data?.items ?? []).map((s) => ({ value: s.rule, label: s.name }))} />
        </Form.Item>
      )}
      {mode === 'holdout' && <Form.Item name="holdout" label={t.holdout} extra={t.holdoutHint} rules={[{ required: true, message: t.required }]}><InputNumber min={1} max={90} suffix="%" style={{ width: 160 }} /></Form.Item>}
    </>
  )
}
