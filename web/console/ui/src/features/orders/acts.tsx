import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import type { Schema } from '@/api/types'
import { PersonPick } from '@/features/customers/people'
import { GiveBack, type Given } from '@/features/pay/give-back'
import { money } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed } from '@/parts/feedback'
import { showFaults } from '@/parts/form'
import { words as common } from '@/parts/words'
import { useWords } from '@/words'
import type { Order } from './data'
import { words } from './words'

// Acts are what may be done about a document: name its buyer, book a refund, cancel it. Of what was sold in a campaign the money
// itself goes back, and the books follow.
export function Acts({ detail }: { detail: Schema<'OrderDetail'> }) {
  const { order } = detail
  const t = useWords(words)
  const [open, setOpen] = useState<'refund' | 'cancel' | 'match'>()
  const close = () => setOpen(undefined)
  if (order.state === 'cancelled') return null
  const sale = order.kind === 'sale'
  if (detail.seat_id) return <Allowed to="pay.refund" quiet>{(order.amount === 0 || order.refunded < order.amount) && <GiveBackSeat detail={detail} />}</Allowed>
  return (
    <Allowed to="order.edit" quiet>
      {sale && !order.customer_id && <Button type="primary" onClick={() => setOpen('match')}>{t.match}</Button>}
      {sale && order.refunded < order.amount && <Button onClick={() => setOpen('refund')}>{t.refund}</Button>}
      <Button danger onClick={() => setOpen('cancel')}>{t.cancel}</Button>
      {open === 'match' && <MatchBuyer order={order} onClose={close} />}
      {open === 'refund' && <Refund order={order} onClose={close} />}
      {open === 'cancel' && <Cancel order={order} onClose={close} />}
    </Allowed>
  )
}

function useAfresh() {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ predicate: (q) => ['orders', 'customers', 'insight', 'payments'].includes(String(q.queryKey[0])) })
}

// GiveBackSeat gives money of an order of a campaign back, or the coupons that paid it whole.
function GiveBackSeat({ detail: { order, campaign_id, seat_id } }: { detail: Schema<'OrderDetail'> }) {
  const t = useWords(words)
  const afresh = useAfresh()
  const [open, setOpen] = useState(false)
  const give = (body: Given) => ask(api.POST('/api/campaigns/{id}/seats/{seat}/refund', { params: { path: { id: campaign_id, seat: seat_id } }, body, headers: { 'Idempotency-Key': body.key } }))
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t.giveBack}</Button>
      <Modal open={open} title={`${t.giveBack} · ${order.order_no}`} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
        <div className="stack tight"><p className="soft">{t.giveBackWhat}</p><GiveBack left={order.amount - order.refunded} give={give} onDone={async () => { setOpen(false); await afresh() }} /></div>
      </Modal>
    </>
  )
}

interface Props { order: Order; onClose: () => void }

// MatchBuyer names the buyer of an order that has none.
export function MatchBuyer({ order, onClose }: Props) {
  const t = useWords(words)
  const c = useWords(common)
  const act = useAct()
  const afresh = useAfresh()
  const [person, setPerson] = useState('')
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    const ok = await act(() => ask(api.POST('/api/orders/{id}/buyer', { params: { path: { id: order.id } }, body: { customer_id: person } })), t.matchDone)
    setBusy(false)
    if (ok) { onClose(); await afresh() }
  }
  return (
    <Modal open title={`${t.match} · ${order.order_no}`} okText={t.match} cancelText={c.cancel} okButtonProps={{ disabled: !person }} confirmLoading={busy} onOk={() => void run()} onCancel={onClose}>
      <div className="stack tight"><p className="soft">{t.matchWhat}</p><PersonPick value={person} onChange={setPerson} label={t.pickBuyer} /></div>
    </Modal>
  )
}

interface RefundValues { amount: number; refund_no: string }

function Refund({ order, onClose }: Props) {
  const t = useWords(words)
  const c = useWords(common)
  const act = useAct()
  const afresh = useAfresh()
  const [form] = Form.useForm<RefundValues>()
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [key] = useState(freshKey)
  const left = order.amount - order.refunded
  const run = async (v: RefundValues) => {
    setBusy(true)
    try {
      await ask(api.POST('/api/orders/{id}/refund', { params: { path: { id: order.id } }, body: { amount: Math.round(v.amount * 100), refund_no: v.refund_no.trim() }, headers: { 'Idempotency-Key': key } }))
      onClose()
      await act(afresh, t.refundDone)
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open title={`${t.refund} · ${order.order_no}`} okText={t.refund} cancelText={c.cancel} confirmLoading={busy} onOk={() => form.submit()} onCancel={onClose}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(v) => void run(v)}>
        {fault && <Alert type="error" showIcon title={fault} role="alert" style={{ marginBottom: 12 }} />}
        <Form.Item name="amount" label={t.refundAmount} extra={t.refundMax(money(left))} rules={[{ required: true, message: t.required }, { type: 'number', max: left / 100, message: t.tooMuch }]}>
          <InputNumber min={0.01} precision={2} autoFocus style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="refund_no" label={t.refundNo} extra={t.refundNoHint} rules={[{ required: true, whitespace: true, message: t.required }]}><Input maxLength={100} /></Form.Item>
      </Form>
    </Modal>
  )
}

function Cancel({ order, onClose }: Props) {
  const t = useWords(words)
  const act = useAct()
  const afresh = useAfresh()
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    const ok = await act(() => ask(api.POST('/api/orders/{id}/cancel', { params: { path: { id: order.id } }, body: { reason: reason.trim() || undefined } })), t.cancelDone)
    setBusy(false)
    if (ok) { onClose(); await afresh() }
  }
  return (
    <Modal open title={`${t.cancel} · ${order.order_no} · ${money(order.amount)}`} okText={t.cancelAct} cancelText={t.keep} okButtonProps={{ danger: true }} confirmLoading={busy} onOk={() => void run()} onCancel={onClose}>
      <div className="stack tight">
        <p>{t.cancelWhat}</p>
        <label htmlFor="cancel-reason">{t.reason}</label>
        <Input.TextArea id="cancel-reason" value={reason} onChange={(e) => setReason(e.target.value)} maxLength={500} rows={2} autoFocus />
      </div>
    </Modal>
  )
}
