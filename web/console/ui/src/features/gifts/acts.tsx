import { Alert, Form, Input, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { Schema } from '@/api/types'
import { useAct } from '@/parts/confirm'
import { showFaults } from '@/parts/form'
import { useWords } from '@/words'
import { useFresh, type Reward } from './data'
import type { Doing } from './given'
import { words } from './words'

interface Props { reward: Reward; act: Doing; onClose: () => void }

// Act does one thing with what was given: it is sent, taken back, or looked at.
export default function Act({ reward, act, onClose }: Props) {
  return act === 'show' ? <Show reward={reward} onClose={onClose} /> : <Change reward={reward} act={act} onClose={onClose} />
}

interface Typed { carrier: string; parcel: string; why: string }

function Change({ reward, act, onClose }: Props) {
  const t = useWords(words)
  const did = useAct()
  const fresh = useFresh()
  const [form] = Form.useForm<Typed>()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const path = { params: { path: { id: reward.id } } }
  const run = async (v: Typed) => {
    setBusy(true)
    try {
      if (act === 'ship') await ask(api.POST('/api/rewards/{id}/ship', { ...path, body: { carrier: v.carrier, parcel: v.parcel } }))
      else await ask(api.POST('/api/rewards/{id}/revoke', { ...path, body: { why: v.why } }))
      await did(fresh, act === 'ship' ? t.shipped : t.revoked)
      onClose()
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  const must = [{ required: true, whitespace: true, message: t.need }]
  return (
    <Modal open title={act === 'ship' ? t.shipTitle : t.revokeTitle} onCancel={onClose} okText={act === 'ship' ? t.ship : t.revoke} cancelText={t.cancel} confirmLoading={busy} onOk={() => form.submit()}>
      <Form<Typed> form={form} layout="vertical" requiredMark={false} onFinish={(v) => void run(v)}>
        {fault && <Alert type="error" showIcon title={fault} role="alert" style={{ marginBottom: 12 }} />}
        {act === 'ship' ? (
          <>
            <Form.Item name="carrier" label={t.carrier} rules={must}><Input maxLength={20} /></Form.Item>
            <Form.Item name="parcel" label={t.parcel} rules={must}><Input maxLength={40} autoComplete="off" /></Form.Item>
          </>
        ) : <Form.Item name="why" label={t.revokeWhy} extra={t.revokeHint} rules={must}><Input maxLength={100} /></Form.Item>}
      </Form>
    </Modal>
  )
}

// Show asks for what is sealed when it is opened, and keeps it no longer than it is on the screen.
function Show({ reward, onClose }: { reward: Reward; onClose: () => void }) {
  const t = useWords(words)
  const [shown, setShown] = useState<Schema<'RewardShown'>>()
  const [fault, setFault] = useState('')
  useEffect(() => {
    let here = true
    ask(api.POST('/api/rewards/{id}/reveal', { params: { path: { id: reward.id } } })).then((s) => { if (here) setShown(s) }, (error: unknown) => { if (here) setFault(asProblem(error).say()) })
    return () => { here = false }
  }, [reward.id])
  const lines: [string, string][] = shown ? ([[t.code, shown.code], [t.receiver, shown.name], [t.phone, shown.phone], [t.address, shown.address]] as [string, string][]).filter(([, v]) => v) : []
  return (
    <Modal open title={t.shownTitle} onCancel={onClose} footer={null} loading={!shown && !fault}>
      {fault && <Alert type="error" showIcon title={fault} role="alert" />}
      {shown && lines.length === 0 && <p>{t.noAddress}</p>}
      {lines.map(([name, value]) => <p key={name}><span className="soft">{name}</span> <strong className="num" style={{ overflowWrap: 'anywhere' }}>{value}</strong></p>)}
      {lines.length > 0 && <p className="soft small">{t.shownWhy}</p>}
    </Modal>
  )
}
