import { Alert, Button, Checkbox, Drawer, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import type { Schema } from '@/api/types'
import { showFaults } from '@/parts/form'
import { useWords } from '@/words'
import { useAfresh } from './data'
import { workWords } from './work-words'
import { RuleInput } from './rule-input'
import { words } from './words'

export type Entrance = Schema<'EntranceView'>
const gates = ['free', 'purchase', 'paid', 'code', 'questionnaire', 'level', 'tag'] as const
type Gate = (typeof gates)[number]
interface Typed { name?: string; gate: Gate; rule?: string; approval?: boolean; asked?: string; invite?: string; rolling?: boolean; closed?: boolean }

interface Props { group: string; edited: Entrance | 'new'; onClose: () => void }

// EntranceDrawer makes an entrance or changes one.
export default function EntranceDrawer({ group, edited, onClose }: Props) {
  const t = useWords(workWords)
  const now = edited === 'new' ? undefined : edited
  return (
    <Drawer open onClose={onClose} title={now ? t.editEntrance : t.newEntrance} size={520} destroyOnHidden>
      <EntranceForm group={group} now={now} onDone={onClose} />
    </Drawer>
  )
}

function EntranceForm({ group, now, onDone }: { group: string; now: Entrance | undefined; onDone: () => void }) {
  const t = useWords(workWords)
  const w = useWords(words)
  const afresh = useAfresh()
  const [form] = Form.useForm<Typed>()
  const [key] = useState(freshKey)
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const gate = Form.useWatch('gate', form)
  const save = async ({ asked, ...v }: Typed) => {
    setBusy(true)
    setFault(undefined)
    const body = { ...v, rule: v.rule ?? '', questions: (asked ?? '').split('\n').map((q) => q.trim()).filter(Boolean) }
    try {
      if (now) await ask(api.PUT('/api/entrances/{id}', { params: { path: { id: now.id } }, body: { ...body, code: now.code, community_id: group, version: now.version } }))
      else await ask(api.POST('/api/communities/{id}/entrances', { params: { path: { id: group } }, body, headers: { 'Idempotency-Key': key } }))
      await afresh()
      onDone()
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  const first: Partial<Typed> = now ? { name: now.name, gate: gates.find((g) => g === now.gate), rule: now.rule, approval: now.approval, asked: now.questions.join('\n'), rolling: now.rolling, closed: now.closed } : { gate: 'free' }
  return (
    <Form form={form} layout="vertical" initialValues={first} onFinish={(v) => void save(v)} requiredMark={false}>
      <Form.Item name="name" label={t.entranceName}><Input maxLength={100} /></Form.Item>
      <Form.Item name="gate" label={t.gateOf} rules={[{ required: true, message: t.needGate }]}><Select options={gates.map((g) => ({ value: g, label: t.gateKinds[g] }))} /></Form.Item>
      {gate === 'code' && <Form.Item name="invite" label={t.invite} extra={now?.invite ? t.inviteHint : undefined}><Input maxLength={60} /></Form.Item>}
      {gate === 'questionnaire' && <Form.Item name="asked" label={t.questions}><Input.TextArea autoSize={{ minRows: 3 }} /></Form.Item>}
      <Form.Item name="rule" label={t.rule} extra={t.ruleHint}><RuleInput /></Form.Item>
      <Form.Item name="approval" valuePropName="checked" noStyle><Checkbox>{t.approval}</Checkbox></Form.Item>
      <div><Form.Item name="rolling" valuePropName="checked" noStyle><Checkbox>{t.rolling}</Checkbox></Form.Item></div>
      {now && <div><Form.Item name="closed" valuePropName="checked" noStyle><Checkbox>{t.closed}</Checkbox></Form.Item></div>}
      {fault && <Alert type="error" showIcon title={fault} style={{ marginTop: 16 }} />}
      <Button type="primary" htmlType="submit" loading={busy} style={{ marginTop: 16 }}>{w.save}</Button>
    </Form>
  )
}
