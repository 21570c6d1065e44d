import { UploadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { App, Button, Form, Input, Modal, Select, type InputRef } from 'antd'
import { useRef, useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import type { Schema } from '@/api/types'
import { useAct } from '@/parts/confirm'
import { Allowed, Loaded, SkeletonCards } from '@/parts/feedback'
import { showFaults } from '@/parts/form'
import { useGo } from '@/parts/link'
import { useStoreNames } from '@/parts/names'
import { Page } from '@/parts/page'
import { to } from '@/paths'
import { useSay, useWords } from '@/words'
import { useFresh, useModelName, type Template } from './data'
import { words } from './words'

// GalleryPage begins a campaign: with a template, or with a file.
export default function GalleryPage() {
  const t = useWords(words)
  return (
    <Page title={t.gallery} subtitle={t.galleryWhy} crumbs={[{ title: t.title, to: to.campaigns() }]} actions={<Allowed to="campaign.edit" quiet><FromFile /></Allowed>}>
      <Allowed to="campaign.edit"><Gallery /></Allowed>
    </Page>
  )
}

function Gallery() {
  const t = useWords(words)
  const templates = useQuery({ queryKey: ['campaigns', 'templates'], queryFn: ({ signal }) => ask(api.GET('/api/campaign-templates', { signal })) })
  const [chosen, setChosen] = useState<Template>()
  return (
    <Loaded query={templates} skeleton={<SkeletonCards />}>
      {({ items }) => (
        <>
          <Offers title={t.cases} of={items.filter((x) => x.key !== x.model)} onChoose={setChosen} />
          <Offers title={t.plain} of={items.filter((x) => x.key === x.model)} onChoose={setChosen} />
          {chosen && <Begin template={chosen} onClose={() => setChosen(undefined)} />}
        </>
      )}
    </Loaded>
  )
}

function Offers({ title, of, onChoose }: { title: string; of: readonly Template[]; onChoose: (t: Template) => void }) {
  if (of.length === 0) return null
  return (
    <section className="stack tight" style={{ marginBottom: 24 }}>
      <h2>{title}</h2>
      <ul className="plain cards">{of.map((x) => <li key={x.key} className="card stack tight"><Offer of={x} onChoose={() => onChoose(x)} /></li>)}</ul>
    </section>
  )
}

function Offer({ of, onChoose }: { of: Template; onChoose: () => void }) {
  const t = useWords(words)
  const say = useSay()
  const modelName = useModelName()(of.model)
  const title = say(of.title)
  return (
    <>
      <h3>{title}</h3>
      {title !== modelName && <p className="soft small">{modelName}</p>}
      <p className="soft grow">{say(of.about)}</p>
      <div><Button onClick={onChoose} aria-label={`${t.use}: ${title}`}>{t.use}</Button></div>
    </>
  )
}

const week = 7 * 86_400_000

// dated gives a new draft its time: from now on for a week. It is changed in the editor like all else.
async function dated(id: string) {
  const path = { params: { path: { id } } }
  const { campaign, terms, settings, page, edits } = await ask(api.GET('/api/campaigns/{id}', path))
  if (terms.from || terms.until) return
  const from = Math.floor(Date.now() / 60_000) * 60_000
  await ask(api.PUT('/api/campaigns/{id}', { ...path, body: { name: campaign.name, terms: { ...terms, from, until: from + week }, settings, page, edits } }))
}

interface Typed { name: string; store_id?: string }

function Begin({ template, onClose }: { template: Template; onClose: () => void }) {
  const t = useWords(words)
  const say = useSay()
  const go = useGo()
  const fresh = useFresh()
  const stores = useStoreNames()
  const { message } = App.useApp()
  const [form] = Form.useForm<Typed>()
  const name = useRef<InputRef>(null)
  const [key] = useState(freshKey)
  const [busy, setBusy] = useState(false)
  const begin = async (v: Typed) => {
    setBusy(true)
    try {
      const made = await ask(api.POST('/api/campaigns', { body: { template: template.key, name: v.name, store_id: v.store_id }, headers: { 'Idempotency-Key': key } }))
      await dated(made.id)
      await fresh()
      go(to.campaign(made.id))
    } catch (error) {
      const fault = showFaults(form, error)
      if (fault) void message.error(fault)
      setBusy(false)
    }
  }
  return (
    <Modal open title={t.beginTitle(say(template.title))} onCancel={onClose} okText={t.begin} cancelText={t.cancel} confirmLoading={busy} onOk={() => form.submit()}
      afterOpenChange={(open) => { if (open) name.current?.focus({ cursor: 'all' }) }}>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ name: say(template.title) }} onFinish={(v: Typed) => void begin(v)}>
        <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true, message: t.needName }]}><Input ref={name} maxLength={60} placeholder={t.nameHint} /></Form.Item>
        {stores.options.length > 0 && <Form.Item name="store_id" label={t.store}><Select allowClear placeholder={t.allStores} options={stores.options} showSearch={{ optionFilterProp: 'label' }} /></Form.Item>}
      </Form>
    </Modal>
  )
}

// FromFile begins a campaign with a file that was exported.
function FromFile() {
  const t = useWords(words)
  const go = useGo()
  const act = useAct()
  const fresh = useFresh()
  const { message } = App.useApp()
  const input = useRef<HTMLInputElement>(null)
  const take = async (file: File | undefined) => {
    if (!file) return
    let body: Schema<'CampaignFile'>
    try {
      body = JSON.parse(await file.text()) as Schema<'CampaignFile'>
    } catch {
      void message.error(t.badFile)
      return
    }
    await act(async () => {
      const made = await ask(api.POST('/api/campaigns/import', { body }))
      await fresh()
      go(to.campaign(made.id))
    }, t.begun)
  }
  return (
    <>
      <input ref={input} type="file" accept="application/json,.json" hidden aria-label={t.file} onChange={(e) => { void take(e.target.files?.[0]); e.target.value = '' }} />
      <Button icon={<UploadOutlined />} title={t.fileWhy} onClick={() => input.current?.click()}>{t.file}</Button>
    </>
  )
}
