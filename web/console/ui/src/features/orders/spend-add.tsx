import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, AutoComplete, DatePicker, Form, Input, InputNumber, Modal, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { zone } from '@/format'
import { showFaults } from '@/parts/form'
import { useStoreNames } from '@/parts/names'
import { words as common } from '@/parts/words'
import { useWords } from '@/words'
import { words } from './words'

interface Values { day: Dayjs; channel: string; campaign?: string; store_id?: string; amount: number; source: string }

// AddSpend records what one channel cost on one day.
export function AddSpend({ onClose }: { onClose: () => void }) {
  const t = useWords(words)
  const c = useWords(common)
  const stores = useStoreNames()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const channels = useQuery({ queryKey: ['spend', 'total', {}], queryFn: () => ask(api.GET('/api/spend/total')) })
  const run = async (v: Values) => {
    setBusy(true)
    try {
      const item = { ...v, day: v.day.format('YYYY-MM-DD'), channel: v.channel.trim(), source: v.source.trim(), amount: Math.round(v.amount * 100), store_id: v.store_id || undefined }
      const { added } = await ask(api.POST('/api/spend', { body: { items: [item] } }))
      void message.success(added > 0 ? t.spendSaved : t.spendSame)
      onClose()
      await queries.invalidateQueries({ predicate: (q) => ['spend', 'insight'].includes(String(q.queryKey[0])) })
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  const must = [{ required: true, message: t.required }]
  return (
    <Modal open title={t.spendAdd} okText={c.save} cancelText={c.cancel} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ day: dayjs().tz(zone()) }} onFinish={(v) => void run(v)}>
        {fault && <Alert type="error" showIcon title={fault} role="alert" style={{ marginBottom: 12 }} />}
        <Form.Item name="day" label={t.day} rules={must}><DatePicker style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="channel" label={t.channel} extra={t.channelHint} rules={must}><AutoComplete options={(channels.data?.items ?? []).map((x) => ({ value: x.channel }))} showSearch={{ filterOption: true }} /></Form.Item>
        <Form.Item name="amount" label={t.spendAmount} rules={must}><InputNumber min={0} precision={2} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="campaign" label={t.campaign}><Input maxLength={100} /></Form.Item>
        <Form.Item name="store_id" label={t.store}><Select allowClear placeholder={t.wholeCompany} options={stores.options} /></Form.Item>
        <Form.Item name="source" label={t.spendSource} extra={t.spendSourceHint} rules={must}><Input maxLength={60} /></Form.Item>
      </Form>
    </Modal>
  )
}
