import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer, Form, Input, Radio, Select } from 'antd'
import { useEffect, useState } from 'react'
import { api, ask } from '@/api/client'
import { count } from '@/format'
import { Loaded } from '@/parts/feedback'
import { showFaults } from '@/parts/form'
import { useStaffNames } from '@/parts/names'
import { useNarrow } from '@/theme/mode'
import { useWords } from '@/words'
import { words } from './words'

interface Values { from_id: string; resigned: boolean; heirs: string[]; message?: string }

// BeginSuccession picks who hands on and who takes over, and shows what will move before it does.
export function BeginSuccession({ from, onClose, onBegun }: { from: string; onClose: () => void; onBegun: (id: string) => void }) {
  const t = useWords(words)
  const narrow = useNarrow()
  const staff = useStaffNames()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const who = Form.useWatch('from_id', form), resigned = Form.useWatch('resigned', form)
  useEffect(() => {
    if (!from) return
    setFault(undefined)
    form.setFieldsValue({ from_id: from === 'new' ? undefined : from, resigned: false, heirs: [], message: '' })
  }, [from, form])
  const start = async (v: Values) => {
    setBusy(true)
    setFault(undefined)
    try {
      const begun = await ask(api.POST('/api/successions', { body: { from_id: v.from_id, resigned: v.resigned, heirs: v.heirs, message: v.resigned ? '' : (v.message ?? '') } }))
      await queries.invalidateQueries()
      onBegun(begun.id)
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Drawer open={!!from} onClose={onClose} title={t.begin} size={narrow ? '100%' : 480} forceRender
      footer={<div className="row"><span className="grow" /><Button onClick={onClose}>{t.cancel}</Button><Button type="primary" loading={busy} onClick={() => form.submit()}>{t.start}</Button></div>}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(v: Values) => void start(v)}>
        {fault && <Alert type="error" showIcon title={fault} role="alert" style={{ marginBottom: 16 }} />}
        <Form.Item name="from_id" label={t.from} rules={[{ required: true, message: t.pick }]}><Select showSearch={{ optionFilterProp: 'label' }} placeholder={t.pick} options={staff.options} /></Form.Item>
        {who && <What who={who} />}
        <Form.Item name="resigned" label={t.resigned}><Radio.Group options={[{ value: true, label: t.yes }, { value: false, label: t.no }]} /></Form.Item>
        <Form.Item name="heirs" label={t.heirs} extra={t.heirsHint} rules={[{ required: true, message: t.pick }]}>
          <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} placeholder={t.pick} options={staff.options.filter((o) => o.value !== who)} />
        </Form.Item>
        <Form.Item name="message" label={t.message} extra={t.messageHint} hidden={resigned}><Input.TextArea maxLength={200} showCount rows={3} /></Form.Item>
        <p className="soft small">{t.how}</p>
        <button type="submit" hidden />
      </Form>
    </Drawer>
  )
}

// What shows what would be handed on.
function What({ who }: { who: string }) {
  const t = useWords(words)
  const estate = useQuery({ queryKey: ['successions', 'survey', who], queryFn: () => ask(api.GET('/api/successions/survey', { params: { query: { staff_id: who } } })) })
  return (
    <div className="card" style={{ marginBottom: 16 }} aria-live="polite">
      <Loaded query={estate}>{(e) => {
        const lines = [e.customers > 0 && t.customers(count(e.customers)), e.here > 0 && t.here(count(e.here)), e.groups > 0 && t.groups(count(e.groups)), e.tasks > 0 && t.tasks(count(e.tasks))].filter((x) => x !== false)
        return lines.length === 0 ? <p className="soft">{t.none}</p> : <><p><strong>{t.will}</strong></p><ul className="plain">{lines.map((l) => <li key={l}>{l}</li>)}</ul></>
      }}</Loaded>
    </div>
  )
}
