import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Modal, Radio, Select, Tag } from 'antd'
import { useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import { useMay } from '@/api/session'
import type { Schema } from '@/api/types'
import { moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { profileWords } from './words'

type Given = Schema<'ConsentView'>

// Consents records what a person answered to being contacted. The log itself is part of everything held about a person,
// which is read by an export that the server records; so it is shown on demand.
export function Consents({ id }: { id: string }) {
  const t = useWords(profileWords)
  const may = useMay()
  const act = useAct()
  const [log, setLog] = useState<Given[]>()
  const [asking, setAsking] = useState(false)
  const read = () => act(async () => { setLog((await ask(api.POST('/api/customers/{id}/export', { params: { path: { id } } }))).consents) })
  return (
    <Section title={t.consents} note={t.consentsNote}>
      <div className="stack tight">
        {log && (log.length === 0 ? <p className="soft">{t.noConsents}</p> : <Log log={log} />)}
        <div className="row">
          <Button size="small" onClick={() => setAsking(true)}>{t.recordConsent}</Button>
          {!log && may('customer.export') && <Button size="small" type="text" onClick={() => void read()}>{t.showConsents}</Button>}
        </div>
      </div>
      {asking && <Record id={id} onClose={() => setAsking(false)} onDone={() => { if (log) void read() }} />}
    </Section>
  )
}

function Log({ log }: { log: Given[] }) {
  const t = useWords(profileWords)
  const channel: Record<string, string> = t.consentChannel
  return (
    <ul className="plain stack" style={{ gap: 4 }}>
      {log.map((c) => (
        <li key={c.id} className="row">
          <span className="grow">{channel[c.channel] ?? c.channel}{c.topic && <span className="soft"> {c.topic}</span>} <Tag color={c.agreed ? 'success' : 'warning'}>{c.agreed ? t.agreed : t.refused}</Tag></span>
          <span className="soft small num">{moment(c.at)}</span>
        </li>
      ))}
    </ul>
  )
}

interface Answer { channel: string; agreed: boolean; topic?: string; evidence?: string }

function Record({ id, onClose, onDone }: { id: string; onClose: () => void; onDone: () => void }) {
  const t = useWords(profileWords)
  const act = useAct()
  const queries = useQueryClient()
  const [form] = Form.useForm<Answer>()
  const [key] = useState(freshKey)
  const send = async (body: Answer) => {
    if (!await act(() => ask(api.POST('/api/customers/{id}/consents', { params: { path: { id } }, body, headers: { 'Idempotency-Key': key } })), t.saved)) return
    await queries.invalidateQueries({ queryKey: ['customers', id] })
    onDone()
    onClose()
  }
  return (
    <Modal open title={t.recordConsent} onCancel={onClose} okText={t.save} cancelText={t.cancel} onOk={() => form.submit()}>
      <Form form={form} layout="vertical" initialValues={{ channel: 'wecom', agreed: true }} onFinish={(v) => void send(v)}>
        <Form.Item name="channel" label={t.channelOf}><Select options={Object.entries(t.consentChannel).map(([value, label]) => ({ value, label }))} /></Form.Item>
        <Form.Item name="agreed" label={t.answer}><Radio.Group options={[{ value: true, label: t.agreed }, { value: false, label: t.refused }]} /></Form.Item>
        <Form.Item name="topic" label={t.topic}><Input maxLength={100} placeholder={t.everyTopic} /></Form.Item>
        <Form.Item name="evidence" label={t.evidence}><Input maxLength={200} placeholder={t.evidenceHint} /></Form.Item>
      </Form>
    </Modal>
  )
}
