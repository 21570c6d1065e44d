import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Checkbox, Drawer, Form, Input } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Once } from '@/features/settings/link-once'
import { words } from '@/features/settings/words'
import { Loaded } from '@/parts/feedback'
import { showFaults } from '@/parts/form'
import { useNarrow } from '@/theme/mode'
import { useSay, useWords } from '@/words'
import { useFacts, type Webhook } from './data'
import { webhookWords } from './words'

interface Props { edited: Webhook | 'new'; onClose: () => void; onOnce: (once: Once) => void }
interface Typed { name: string; address: string; facts: string[] }

// Editor makes a webhook or changes one.
export default function Editor({ edited, onClose, onOnce }: Props) {
  const t = useWords(webhookWords)
  const w = useWords(words)
  const narrow = useNarrow()
  const queries = useQueryClient()
  const facts = useFacts()
  const [form] = Form.useForm<Typed>()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const save = async (v: Typed) => {
    setBusy(true)
    setFault(undefined)
    try {
      if (edited === 'new') {
        const got = await ask(api.POST('/api/webhooks', { body: v }))
        onOnce({ title: t.secretTitle(v.name), secret: got.secret, why: t.secretWhy })
      } else {
        await ask(api.PUT('/api/webhooks/{id}', { params: { path: { id: edited.id } }, body: { ...v, version: edited.version } }))
      }
      await queries.invalidateQueries({ queryKey: ['webhooks'] })
      onClose()
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Drawer open onClose={onClose} title={edited === 'new' ? t.add : t.editTitle(edited.name)} size={narrow ? '100%' : 520}
      footer={<div className="row"><span className="grow" /><Button onClick={onClose}>{w.cancel}</Button><Button type="primary" loading={busy} onClick={() => form.submit()}>{edited === 'new' ? t.create : t.save}</Button></div>}>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={edited === 'new' ? { facts: [] } : { name: edited.name, address: edited.address, facts: edited.facts }} onFinish={(v: Typed) => void save(v)}>
        {fault && <Alert type="error" showIcon title={fault} role="alert" style={{ marginBottom: 16 }} />}
        <Form.Item name="name" label={t.name} extra={t.nameHint} rules={[{ required: true, message: w.needValue }]}><Input maxLength={40} autoComplete="off" /></Form.Item>
        <Form.Item name="address" label={t.address} extra={t.addressHint} rules={[{ required: true, message: w.needValue }]}><Input maxLength={500} autoComplete="off" inputMode="url" placeholder="https://example.com/qunli" /></Form.Item>
        <Loaded query={facts}>
          {({ items }) => <Chosen items={items} onAll={(on) => form.setFieldsValue({ facts: on ? items.map((f) => f.kind) : [] })} />}
        </Loaded>
        <button type="submit" hidden />
      </Form>
    </Drawer>
  )
}

interface ChosenProps { items: { kind: string; title: { zh: string; en: string } }[]; onAll: (on: boolean) => void }

// Chosen are the facts to choose from.
function Chosen({ items, onAll }: ChosenProps) {
  const t = useWords(webhookWords)
  const w = useWords(words)
  const say = useSay()
  const options = items.map((f) => ({ value: f.kind, label: <span>{say(f.title)} <code className="soft small">{f.kind}</code></span> }))
  return (
    <>
      <div className="row" style={{ marginBottom: 4 }}><span className="grow">{t.facts}</span><Button size="small" type="text" onClick={() => onAll(true)}>{t.all}</Button><Button size="small" type="text" onClick={() => onAll(false)}>{t.noneOf}</Button></div>
      <Form.Item name="facts" extra={t.factsHint} rules={[{ required: true, type: 'array', min: 1, message: w.needValue }]}>
        <Checkbox.Group aria-label={t.facts} options={options} style={{ display: 'flex', flexDirection: 'column', gap: 8 }} />
      </Form.Item>
    </>
  )
}
