import { Button, Form, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { freshKey } from '@/api/client'
import { money } from '@/format'
import { useAct } from '@/parts/confirm'
import { useWords } from '@/words'
import { words } from './words'

interface Values { amount?: number; why: string }
export interface Given { amount: number; why: string; key: string }
interface Props { left: number; give: (body: Given) => Promise<unknown>; onDone: () => Promise<unknown> }

// GiveBack asks how much (fen) of what is left goes back, and why; with nothing left but coupons, why only. The same press is
// the same refund, however often it is sent.
export function GiveBack({ left, give, onDone }: Props) {
  const t = useWords(words)
  const act = useAct()
  const [form] = Form.useForm<Values>()
  const [key, setKey] = useState(freshKey)
  const [busy, setBusy] = useState(false)
  const coupons = left === 0
  const run = async (v: Values) => {
    setBusy(true)
    const body = { amount: Math.round((v.amount ?? 0) * 100), why: v.why.trim(), key }
    if (await act(() => give(body), coupons ? t.couponsBackDone : t.giveBackDone)) {
      setKey(freshKey())
      form.resetFields()
      await onDone()
    }
    setBusy(false)
  }
  const must = [{ required: true, message: t.required }]
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={(v) => void run(v)}>
      {coupons
        ? <p className="soft">{t.couponsBackWhat}</p>
        : <Form.Item name="amount" label={t.giveBackAmount} extra={t.giveBackMost(money(left))} rules={must}><InputNumber min={0.01} max={left / 100} precision={2} style={{ width: '100%' }} /></Form.Item>}
      <Form.Item name="why" label={t.giveBackWhy} rules={[{ ...must[0], whitespace: true }]}><Input maxLength={200} /></Form.Item>
      <Button htmlType="submit" loading={busy}>{coupons ? t.couponsBack : t.giveBack}</Button>
    </Form>
  )
}
