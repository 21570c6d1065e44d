import { Alert, Form, Input, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { Schema } from '@/api/types'
import { useAct } from '@/parts/confirm'
import { showFaults } from '@/parts/form'
import { useWords } from '@/words'
import { useFresh, type Parcel } from './data'
import type { Doing } from './list'
import { words } from './words'

interface Props { parcel: Parcel; onClose: () => void }

// Act does one thing with a delivery: it is sent, or it is seen where it goes.
export default function Act({ act, ...rest }: Props & { act: Doing }) {
  return act === 'show' ? <Show {...rest} /> : <Ship {...rest} />
}

interface Typed { carrier: string; parcel: string }

function Ship({ parcel, onClose }: Props) {
  const t = useWords(words)
  const did = useAct()
  const fresh = useFresh()
  const [form] = Form.useForm<Typed>()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const run = async (body: Typed) => {
    setBusy(true)
    try {
      await ask(api.POST('/api/parcels/{id}/ship', { params: { path: { id: parcel.id } }, body }))
      await did(fresh, t.shipped)
      onClose()
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  const must = [{ required: true, whitespace: true, message: t.need }]
  return (
    <Modal open title={`${t.shipTitle} · ${parcel.title}`} onCancel={onClose} okText={t.ship} cancelText={t.cancel} confirmLoading={busy} onOk={() => form.submit()}>
      <Form<Typed> form={form} layout="vertical" requiredMark={false} onFinish={(v) => void run(v)}>
        {fault && <Alert type="error" showIcon title={fault} role="alert" style={{ marginBottom: 12 }} />}
        <Form.Item name="carrier" label={t.carrier} rules={must}><Input maxLength={20} /></Form.Item>
        <Form.Item name="parcel" label={t.parcel} rules={must}><Input maxLength={40} autoComplete="off" /></Form.Item>
      </Form>
    </Modal>
  )
}

// Show asks for the address when it is opened, and keeps it no longer than it is on the screen.
function Show({ parcel, onClose }: Props) {
  const t = useWords(words)
  const [shown, setShown] = useState<Schema<'ParcelShown'>>()
  const [fault, setFault] = useState('')
  useEffect(() => {
    let here = true
    ask(api.POST('/api/parcels/{id}/reveal', { params: { path: { id: parcel.id } } })).then((s) => { if (here) setShown(s) }, (error: unknown) => { if (here) setFault(asProblem(error).say()) })
    return () => { here = false }
  }, [parcel.id])
  const lines: [string, string][] = shown ? ([[t.receiver, shown.name], [t.phone, shown.phone], [t.address, shown.address]] as [string, string][]).filter(([, v]) => v) : []
  return (
    <Modal open title={t.shownTitle} onCancel={onClose} footer={null} loading={!shown && !fault}>
      {fault && <Alert type="error" showIcon title={fault} role="alert" />}
      {shown && lines.length === 0 && <p>{t.noAddress}</p>}
      {lines.map(([name, value]) => <p key={name}><span className="soft">{name}</span> <strong className="num" style={{ overflowWrap: 'anywhere' }}>{value}</strong></p>)}
      {shown && <p className="soft small">{t.shownWhy}</p>}
    </Modal>
  )
}
