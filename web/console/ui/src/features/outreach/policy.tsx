import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Form, InputNumber, Select, TimePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import { useAct } from '@/parts/confirm'
import { Allowed, Loaded } from '@/parts/feedback'
import { showFaults } from '@/parts/form'
import { Page } from '@/parts/page'
import { to } from '@/paths'
import { useWords } from '@/words'
import type { Policy } from './data'
import { words } from './words'

type Typed = Omit<Policy, 'quiet_from' | 'quiet_until'> & { quiet_from: Dayjs; quiet_until: Dayjs }

const clock = (minute: number) => dayjs().startOf('day').add(minute, 'minute')
const minuteOf = (d: Dayjs) => d.hour() * 60 + d.minute()

// OutreachPolicy is what holds for everything that is sent.
export default function OutreachPolicy() {
  const t = useWords(words)
  const policy = useQuery({ queryKey: ['outreach', 'policy'], queryFn: () => ask(api.GET('/api/outreach/policy')) })
  return (
    <Page title={t.policy} subtitle={t.policySub} crumbs={[{ title: t.communities, to: to.communities() }, { title: t.title, to: to.broadcasts() }]}>
      <Allowed to="outreach.edit"><Loaded query={policy}>{(now) => <Entry now={now} />}</Loaded></Allowed>
    </Page>
  )
}

function Entry({ now }: { now: Policy }) {
  const t = useWords(words)
  const may = useMay()
  const act = useAct()
  const queries = useQueryClient()
  const [form] = Form.useForm<Typed>()
  const [fault, setFault] = useState('')
  const save = async (v: Typed) => {
    setFault('')
    const body: Policy = { ...now, ...v, quiet_from: minuteOf(v.quiet_from), quiet_until: minuteOf(v.quiet_until) }
    await act(async () => {
      try {
        await ask(api.PUT('/api/outreach/policy', { body }))
      } catch (error) {
        setFault(showFaults(form, error) ?? '')
        throw error
      }
    }, t.saved)
    await queries.invalidateQueries({ queryKey: ['outreach'] })
  }
  const quotas = (['monthly', 'weekly', 'daily', 'legacy'] as const).map((value) => ({ value, label: t.quota[value] }))
  const locked = !may('setting.edit')
  return (
    <section className="card" style={{ maxWidth: 720 }}>
      <Form form={form} layout="vertical" disabled={locked} onFinish={(v: Typed) => void save(v)} initialValues={{ ...now, quiet_from: clock(now.quiet_from), quiet_until: clock(now.quiet_until) }}>
        {fault && <p role="alert" className="bad" style={{ marginBottom: 12 }}>{fault}</p>}
        <div className="row top">
          <Form.Item name="most" label={t.most} extra={t.mostHint} className="grow"><InputNumber min={1} max={100} suffix={t.times} style={{ width: '100%' }} /></Form.Item>
          <Form.Item name="days" label={t.days} className="grow"><InputNumber min={1} max={31} suffix={t.daysUnit} style={{ width: '100%' }} /></Form.Item>
        </div>
        <div className="row top">
          <Form.Item name="quiet_from" label={t.quiet} extra={t.quietHint} className="grow"><TimePicker format="HH:mm" allowClear={false} style={{ width: '100%' }} /></Form.Item>
          <Form.Item name="quiet_until" label={t.quietEnd} className="grow"><TimePicker format="HH:mm" allowClear={false} style={{ width: '100%' }} /></Form.Item>
        </div>
        <div className="row top">
          <Form.Item name="people" label={t.perPerson} extra={t.quotaHint} className="grow"><Select options={quotas} /></Form.Item>
          <Form.Item name="groups" label={t.perGroup} className="grow"><Select options={quotas} /></Form.Item>
        </div>
        <Form.Item name="tolerance" label={t.tolerance}><InputNumber min={0} max={100} suffix="%" style={{ width: 160 }} /></Form.Item>
        <div className="row top">
          <Form.Item name="remind_hours" label={t.remind} className="grow"><InputNumber min={1} max={720} suffix={t.hours} style={{ width: '100%' }} /></Form.Item>
          <Form.Item name="lapse_hours" label={t.lapse} className="grow"><InputNumber min={1} max={720} suffix={t.hours} style={{ width: '100%' }} /></Form.Item>
        </div>
        <Form.Item name="opt_in" valuePropName="checked"><Checkbox>{t.optIn}</Checkbox></Form.Item>
        <Form.Item name="own_approval" valuePropName="checked"><Checkbox>{t.own}</Checkbox></Form.Item>
        {!locked && <Button type="primary" htmlType="submit">{t.savePolicy}</Button>}
      </Form>
    </section>
  )
}
