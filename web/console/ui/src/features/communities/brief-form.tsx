import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { showFaults } from '@/parts/form'
import { useWords } from '@/words'
import { useAfresh } from './data'
import { briefParts, briefWords } from './words'

type Brief = Schema<'BriefBody'>

interface Props { id: string; version: number; now?: Brief; act: string; onDone: () => void; beside?: ReactNode }

// BriefForm writes the next version of a group's positioning brief.
export function BriefForm({ id, version, now, act, onDone, beside }: Props) {
  const t = useWords(briefWords)
  const afresh = useAfresh()
  const [form] = Form.useForm<Brief>()
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const save = async (brief: Brief) => {
    setBusy(true)
    setFault(undefined)
    try {
      await ask(api.PUT('/api/communities/{id}/brief', { params: { path: { id } }, body: { ...brief, product: brief.product ?? '', version } }))
      await afresh()
      onDone()
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Form form={form} layout="vertical" initialValues={now} onFinish={(v) => void save(v)} requiredMark={false}>
      <Examples onPick={(brief) => form.setFieldsValue(blanks(form.getFieldsValue(), brief))} />
      {briefParts.map((part) => (
        <Form.Item key={part} name={part} label={t[part]} rules={part === 'product' ? [] : [{ required: true, whitespace: true, message: t.need }]}>
          {part === 'product' ? <Input placeholder={t.hint[part]} maxLength={1000} /> : <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} placeholder={t.hint[part]} maxLength={1000} />}
        </Form.Item>
      ))}
      {fault && <Alert type="error" showIcon title={fault} style={{ marginBottom: 16 }} />}
      <div className="row"><Button type="primary" htmlType="submit" loading={busy}>{act}</Button>{beside}</div>
    </Form>
  )
}

// blanks fills what is empty; what was typed stays.
function blanks(typed: Partial<Brief>, sample: Brief): Partial<Brief> {
  return Object.fromEntries(briefParts.map((part) => [part, typed[part]?.trim() ? typed[part] : sample[part]]))
}

function Examples({ onPick }: { onPick: (brief: Brief) => void }) {
  const t = useWords(briefWords)
  const samples = useQuery({ queryKey: ['communities', 'samples'], staleTime: 600_000, queryFn: async () => (await ask(api.GET('/api/communities/briefs'))).items })
  if (!samples.data?.length) return null
  return (
    <Form.Item label={t.template} extra={t.templateHint}>
      <Select aria-label={t.template} placeholder={t.template} value={null} style={{ width: 260, maxWidth: '100%' }} options={samples.data.map((s) => ({ value: s.name, label: s.name }))}
        onChange={(name: string) => { const sample = samples.data.find((s) => s.name === name); if (sample) onPick(sample.brief) }} />
    </Form.Item>
  )
}
