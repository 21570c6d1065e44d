import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Form, Input, Modal } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import { zone } from '@/format'
import { useAct, useUndoToast } from '@/parts/confirm'
import { Allowed } from '@/parts/feedback'
import { showFaults } from '@/parts/form'
import { useWords } from '@/words'
import { words } from './words'

const none: readonly { id: string; day: string; words: string }[] = []

// useAnnotations gives what happened in a window: marks of charts over time.
export function useAnnotations(from: string, to: string, enabled = true) {
  const q = useQuery({
    queryKey: ['annotations', from, to], enabled, staleTime: 60_000,
    queryFn: () => ask(api.GET('/api/annotations', { params: { query: { from: from || undefined, to: to || undefined } } })),
  })
  return q.data?.items ?? none
}

// Annotate notes what happened on a day, and lists what is noted.
export function Annotate() {
  const t = useWords(words)
  const [open, setOpen] = useState(false)
  return (
    <Allowed to="task.edit" quiet>
      <Button size="small" onClick={() => setOpen(true)}>{t.annotate}</Button>
      {open && <AnnotateForm onClose={() => setOpen(false)} />}
    </Allowed>
  )
}

interface Typed { day: Dayjs; words: string }

function AnnotateForm({ onClose }: { onClose: () => void }) {
  const t = useWords(words)
  const [form] = Form.useForm<Typed>()
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)
  const queries = useQueryClient()
  const save = async (v: Typed) => {
    setBusy(true)
    try {
      await ask(api.POST('/api/annotations', { body: { day: v.day.format('YYYY-MM-DD'), words: v.words } }))
      await queries.invalidateQueries({ queryKey: ['annotations'] })
      onClose()
    } catch (error) {
      setFault(showFaults(form, error) ?? '')
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open title={t.annotate} onCancel={onClose} okText={t.save} cancelText={t.cancel} confirmLoading={busy} onOk={() => void form.validateFields().then(save, () => undefined)}>
      <div className="stack tight">
        <p className="soft">{t.annotationHint}</p>
        {fault && <p role="alert" className="bad">{fault}</p>}
        <Form form={form} layout="vertical" initialValues={{ day: dayjs().tz(zone()) }}>
          <Form.Item name="day" label={t.annotationDay} rules={[{ required: true, message: t.required }]}><DatePicker style={{ width: '100%' }} /></Form.Item>
          <Form.Item name="words" label={t.annotationWords} rules={[{ required: true, message: t.required }]}><Input maxLength={200} /></Form.Item>
        </Form>
        <Noted />
      </div>
    </Modal>
  )
}

function Noted() {
  const t = useWords(words)
  const act = useAct()
  const undo = useUndoToast()
  const queries = useQueryClient()
  const all = useQuery({ queryKey: ['annotations', '', ''], queryFn: () => ask(api.GET('/api/annotations', {})) })
  const again = () => queries.invalidateQueries({ queryKey: ['annotations'] })
  const remove = async (n: { id: string; day: string; words: string }) => {
    if (!await act(() => ask(api.DELETE('/api/annotations/{id}', { params: { path: { id: n.id } } })))) return
    void again()
    undo(t.removed, async () => { await ask(api.POST('/api/annotations', { body: { day: n.day, words: n.words } })); await again() })
  }
  if (all.error) return <p className="soft small">{asProblem(all.error).say()}</p>
  if (!all.data?.items.length) return null
  return (
    <section><h3 style={{ marginBottom: 4 }}>{t.annotations}</h3>
      <ul className="plain stack tight" style={{ maxHeight: 220, overflowY: 'auto' }}>
        {[...all.data.items].reverse().map((n) => <li key={n.id} className="row"><span className="num soft">{n.day}</span><span className="grow">{n.words}</span><Button size="small" type="text" onClick={() => void remove(n)} aria-label={`${t.remove} ${n.words}`}>{t.remove}</Button></li>)}
      </ul>
    </section>
  )
}
