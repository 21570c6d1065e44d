import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer, Form, Input, Popconfirm, Select, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import type { Schema } from '@/api/types'
import { Page } from '@/parts/page'
import { useAct } from '@/parts/confirm'
import { Allowed, Empty, Loaded } from '@/parts/feedback'
import { showFaults } from '@/parts/form'
import { A } from '@/parts/link'
import { useColleagues } from '@/parts/names'
import { proofs as kinds } from '@/parts/blocks'
import { to } from '@/paths'
import { useWords } from '@/words'
import { PictureField } from './picture'
import { proofWords } from './proof-words'
import { words } from './words'

type Proof = Schema<'Proof'>
type Body = Parameters<typeof save>[0]
const save = (body: { kind: Proof['kind']; title: string; text?: string; holder: string; picture?: string; alt?: string; until?: string; customer_id?: string; order_id?: string }) => ask(api.POST('/api/proofs', { body }))
const tones = { waiting: 'warning', approved: 'success', withdrawn: 'default' } as const

// ProofsPage is the library of what pages may show to be believed.
export default function ProofsPage() {
  const t = useWords(proofWords)
  const own = useWords(words)
  const [adding, setAdding] = useState(false)
  const add = <Allowed to="campaign.edit" quiet><Button type="primary" onClick={() => setAdding(true)}>{t.add}</Button></Allowed>
  const all = useQuery({ queryKey: ['proofs'], queryFn: ({ signal }) => ask(api.GET('/api/proofs', { signal })) })
  return (
    <Page title={t.title} subtitle={t.subtitle} crumbs={[{ title: own.campaigns, to: to.campaigns() }]} actions={add}>
      <Allowed to="campaign.read"><Loaded query={all}>{(found) => (found.items.length > 0 ? <Table rows={found.items} /> : <section className="card flush"><Empty title={t.none} why={t.noneWhy} action={add} /></section>)}</Loaded></Allowed>
      {adding && <Drawer open onClose={() => setAdding(false)} title={t.add} size={520} destroyOnHidden><Add onDone={() => setAdding(false)} /></Drawer>}
    </Page>
  )
}

function Table({ rows }: { rows: readonly Proof[] }) {
  const t = useWords(proofWords)
  const people = useColleagues()
  return (
    <div className="sheet" tabIndex={0} role="region" aria-label={t.title}>
      <table>
        <thead><tr><th scope="col">{t.titleOf}</th><th scope="col">{t.kindOf}</th><th scope="col">{t.holder}</th><th scope="col">{t.until}</th><th scope="col">{t.source}</th><th scope="col">{t.stateOf}</th><th scope="col">{t.by}</th><th /></tr></thead>
        <tbody>
          {rows.map((p) => (
            <tr key={p.id} data-proof={p.state}>
              <td>{p.picture ? <a href={`/p/${p.picture}`} target="_blank" rel="noreferrer">{p.title}</a> : p.title}</td><td>{t.kind[p.kind]}</td><td>{p.holder}</td><td>{p.until || t.always}</td>
              <td>{p.kind === 'customer' ? <A to={to.order(p.order_id)}>{t.seeOrder}</A> : '—'}</td><td><Tag color={tones[p.state]}>{t.state[p.state]}</Tag>{p.why && <span className="soft small"> {p.why}</span>}</td>
              <td>{people.data?.find((s) => s.id === p.approved_by)?.name ?? '—'}</td><td><Acts proof={p} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Acts({ proof: p }: { proof: Proof }) {
  const t = useWords(proofWords)
  const may = useMay()
  const act = useAct()
  const queries = useQueryClient()
  const [why, setWhy] = useState('')
  const path = { id: p.id }
  const done = () => queries.invalidateQueries({ queryKey: ['proofs'] })
  const approve = async () => { await act(() => ask(api.POST('/api/proofs/{id}/approve', { params: { path } })), t.approvedDone); await done() }
  const withdraw = async () => { await act(() => ask(api.POST('/api/proofs/{id}/withdraw', { params: { path }, body: { why } })), t.withdrawn); await done() }
  return (
    <div className="row">
      {p.state === 'waiting' && may('campaign.waive') && <Button size="small" onClick={() => void approve()} aria-label={`${t.approved}: ${p.title}`}>{t.approved}</Button>}
      {p.state !== 'withdrawn' && may('campaign.edit') && (
        <Popconfirm title={t.withdraw} description={<Input aria-label={t.why} placeholder={t.why} value={why} maxLength={200} onChange={(e) => setWhy(e.target.value)} />} okText={t.withdraw} okButtonProps={{ disabled: !why.trim() }} onConfirm={withdraw}>
          <Button size="small" type="text" aria-label={`${t.withdraw}: ${p.title}`}>{t.withdraw}</Button>
        </Popconfirm>
      )}
    </div>
  )
}

function Add({ onDone }: { onDone: () => void }) {
  const t = useWords(proofWords)
  const queries = useQueryClient()
  const [form] = Form.useForm<Body>()
  const [fault, setFault] = useState<string>()
  const kind = Form.useWatch('kind', form)
  const send = async (v: Body) => {
    try {
      await save(v)
      await queries.invalidateQueries({ queryKey: ['proofs'] })
      onDone()
    } catch (error) {
      setFault(showFaults(form, error))
    }
  }
  const must = [{ required: true, whitespace: true, message: t.need }]
  return (
    <Form form={form} layout="vertical" initialValues={{ kind: 'certificate' }} onFinish={(v) => void send(v)} requiredMark={false}>
      <Form.Item name="kind" label={t.kindOf}><Select options={kinds.map((k) => ({ value: k, label: t.kind[k] }))} /></Form.Item>
      <Form.Item name="title" label={t.titleOf} rules={must}><Input maxLength={60} /></Form.Item>
      <Form.Item name="text" label={t.text}><Input.TextArea maxLength={1000} autoSize={{ minRows: 2 }} /></Form.Item>
      <Form.Item name="holder" label={t.holder} extra={t.holderHint} rules={must}><Input maxLength={40} /></Form.Item>
      <Form.Item name="picture" label={t.picture}><FilePicture /></Form.Item>
      <Form.Item name="alt" label={t.alt}><Input maxLength={60} /></Form.Item>
      {kind === 'customer'
        ? <><Alert type="info" title={t.consent} style={{ marginBottom: 16 }} /><Form.Item name="customer_id" label={t.customer} extra={t.customerHint} rules={must}><Input /></Form.Item><Form.Item name="order_id" label={t.order} extra={t.orderHint} rules={must}><Input /></Form.Item></>
        : <Form.Item name="until" label={t.until}><Input type="date" style={{ width: 180 }} /></Form.Item>}
      {fault && <Alert type="error" showIcon title={fault} style={{ marginBottom: 16 }} />}
      <Button type="primary" htmlType="submit">{t.save}</Button>
    </Form>
  )
}

// FilePicture is a picture within a form, which gives it its value.
const FilePicture = ({ id = '', value = '', onChange = () => undefined }: { id?: string; value?: string; onChange?: (key: string) => void }) => <PictureField id={id} value={value} onChange={onChange} />
