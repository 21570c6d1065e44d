import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Modal, Radio, Select, Tag } from 'antd'
import { useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import type { Schema } from '@/api/types'
import { moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Loaded, Skeleton } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { useConsents } from './data'
import { profileWords } from './words'

type Given = Schema<'ConsentView'>

// Consents shows what a person answered to being contacted, and records an answer. The latest of a channel and topic holds.
export function Consents({ id, mayRecord }: { id: string; mayRecord: boolean }) {
  const t = useWords(profileWords)
  const log = useConsents(id)
  const [asking, setAsking] = useState(false)
  return (
    <Section title={t.consents} note={t.consentsNote}>
      <div className="stack tight">
        <Loaded query={log} skeleton={<Skeleton lines={2} />}>{({ items }) => (items.length === 0 ? <p className="soft">{t.noConsents}</p> : <Log log={items} />)}</Loaded>
        {mayRecord && <Allowed to="customer.edit" quiet><div className="row"><Button size="small" onClick={() => setAsking(true)}>{t.recordConsent}</Button></div></Allowed>}
      </div>
      {asking && <Record id={id} onClose={() => setAsking(false)} />}
    </Section>
  )
}

function Log({ log }: { log: Given[] }) {
  const t = useWords(profileWords)
  const channel: Record<string, string> = t.consentChannel
  return (
    <ul className="plain stack" style={{ gap: 4 }}>
      {[...log].reverse().map((c) => (
        <li key={c.id} className="row">
          <span className="grow">{channel[c.channel] ?? c.channel}{c.topic && <span className="soft"> {c.topic}</span>} <Tag color={c.agreed ? 'success' : 'warning'}>{c.agreed ? t.agreed : t.refused}</Tag></span>
          <span className="soft small num">{c.evidence && `${c.evidence} · `}{moment(c.at)}</span>
        </li>
      ))}
    </ul>
  )
}

interface Answer { channel: string; agreed: boolean; topic?: string; evidence?: string }

function Record({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useWords(profileWords)
  const act = useAct()
  const queries = useQueryClient()
  const [form] = Form.useForm<Answer>()
  const [key] = useState(freshKey)
  const send = async (body: Answer) => {
    if (!await act(() => ask(api.POST('/api/customers/{id}/consents', { params: { path: { id } }, body, headers: { 'Idempotency-Key': key } })), t.saved)) return
    await queries.invalidateQueries({ queryKey: ['customers', id] })
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
