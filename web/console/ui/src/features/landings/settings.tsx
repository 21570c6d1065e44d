import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Drawer, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import { showFaults } from '@/parts/form'
import { useColleagues, useStoreNames } from '@/parts/names'
import { useWords } from '@/words'
import { useFresh, type Body, type Landing } from './data'
import { PictureField } from './picture'
import { words } from './words'

interface Props { landing?: Landing; onClose: () => void; onSaved: (l: Landing) => void }

// SettingsDrawer makes a landing page, or changes what it is besides what it says.
export default function SettingsDrawer({ landing, onClose, onSaved }: Props) {
  const t = useWords(words)
  return <Drawer open onClose={onClose} title={landing ? t.edit : t.make} size={520} destroyOnHidden><Settings landing={landing} onSaved={(l) => { onClose(); onSaved(l) }} /></Drawer>
}

function Settings({ landing, onSaved }: Omit<Props, 'onClose'>) {
  const t = useWords(words)
  const fresh = useFresh()
  const [form] = Form.useForm<Body>()
  const [key] = useState(freshKey)
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const stores = useStoreNames()
  const staff = useColleagues()
  const codes = useQuery({ queryKey: ['livecodes', 'live'], queryFn: ({ signal }) => ask(api.GET('/api/livecodes', { params: { query: { state: 'live', limit: 200 } }, signal })) })
  const save = async (v: Body) => {
    setBusy(true)
    setFault(undefined)
    try {
      const body = { ...v, campaign: v.campaign ?? '', follow: v.follow ?? '', account: v.account ?? '', account_picture: v.account_picture ?? '', callers: v.callers ?? [] }
      const made = landing ? await ask(api.PUT('/api/landings/{id}', { params: { path: { id: landing.id } }, body: { ...body, version: landing.version } })) : await ask(api.POST('/api/landings', { body, headers: { 'Idempotency-Key': key } }))
      await fresh()
      onSaved(made)
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  const first = landing && { name: landing.name, source: landing.source, campaign: landing.campaign, follow: landing.follow || undefined, account: landing.account, account_picture: landing.account_picture, callers: landing.callers, store_id: landing.store_id || undefined }
  return (
    <Form form={form} layout="vertical" initialValues={first} onFinish={(v) => void save(v)} requiredMark={false}>
      <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true, message: t.needName }]}><Input maxLength={40} placeholder={t.nameHint} /></Form.Item>
      <Form.Item name="source" label={t.source} extra={t.sourceHint} rules={[{ required: true, whitespace: true, message: t.needSource }]}><Input maxLength={40} /></Form.Item>
      <Form.Item name="campaign" label={t.campaign}><Input maxLength={40} placeholder={t.campaignHint} /></Form.Item>
      <Form.Item name="callers" label={t.callers} extra={t.callersHint}><Select mode="multiple" maxCount={50} options={(staff.data ?? []).filter((s) => !s.left).map((s) => ({ value: s.id, label: s.name }))} showSearch={{ optionFilterProp: 'label' }} /></Form.Item>
      <Form.Item name="store_id" label={t.store}><Select allowClear options={stores.options} placeholder={t.allStores} showSearch={{ optionFilterProp: 'label' }} /></Form.Item>
      <Form.Item name="follow" label={t.follow} extra={t.followHint}><Select allowClear placeholder={t.noFollow} options={(codes.data?.items ?? []).map((c) => ({ value: c.path, label: c.name }))} showSearch={{ optionFilterProp: 'label' }} /></Form.Item>
      <Form.Item name="account" label={t.account} extra={t.accountHint}><Input maxLength={40} /></Form.Item>
      <Form.Item name="account_picture" label={t.accountPicture}><CodePicture /></Form.Item>
      {fault && <Alert type="error" showIcon title={fault} style={{ marginBottom: 16 }} />}
      <Button type="primary" htmlType="submit" loading={busy}>{t.save}</Button>
    </Form>
  )
}

// CodePicture is the picture of a code within a form, which gives it its value.
const CodePicture = ({ id = '', value = '', onChange = () => undefined }: { id?: string; value?: string; onChange?: (key: string) => void }) => <PictureField id={id} value={value} onChange={onChange} />
