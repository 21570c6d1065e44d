import { UploadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { App, Button, Form, Input, Modal, Select, Tag, type InputRef } from 'antd'
import { useRef, useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import type { Schema } from '@/api/types'
import { useAct } from '@/parts/confirm'
import { Allowed, Empty, Loaded, SkeletonCards } from '@/parts/feedback'
import { showFaults } from '@/parts/form'
import { useGo } from '@/parts/link'
import { useStoreNames } from '@/parts/names'
import { Page } from '@/parts/page'
import { choice, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useSay, useWords } from '@/words'
import { models, useFresh, useModelName, type Template } from './data'
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

const aims = ['newcomers', 'again', 'lively', 'sell'] as const
const fields = { model: choice(['', ...models], ''), aim: choice(['', ...aims], '') }
const clear = { model: '', aim: '' } as const

// Gallery lists what there is to begin with, the most useful first, narrowed by game and by aim.
function Gallery() {
  const t = useWords(words)
  const nameOf = useModelName()
  const templates = useQuery({ queryKey: ['campaigns', 'templates'], queryFn: ({ signal }) => ask(api.GET('/api/campaign-templates', { signal })) })
  const [{ model, aim }, set] = useQueryState(fields)
  const [chosen, setChosen] = useState<Template>()
  const all = templates.data?.items ?? []
  const cases = all.filter((x) => x.key !== x.model && (!model || x.model === model) && (!aim || x.aim === aim))
  const plain = models.flatMap((m) => all.filter((x) => x.key === m && x.model === m && (!model || m === model)))
  return (
    <>
      <div className="row" style={{ marginBottom: 16, gap: '8px 24px' }}>
        <Pick label={t.aimOf} value={aim} all={aims.map((a) => ({ value: a, label: t.aims[a] }))} onPick={(v) => set({ aim: fields.aim.read(v) })} />
        <Pick label={t.modelOf} value={model} all={models.map((m) => ({ value: m, label: nameOf(m) }))} onPick={(v) => set({ model: fields.model.read(v) })} />
      </div>
      <Loaded query={templates} skeleton={<SkeletonCards />}>
        {() => (
          <>
            <p className="sr" role="status">{t.casesFound(cases.length)}</p>
            {cases.length > 0 ? <Offers title={t.cases} of={cases} onChoose={setChosen} /> : <section className="card flush" style={{ marginBottom: 24 }}><Empty title={t.noCase} why={t.noCaseWhy} action={<Button onClick={() => set(clear)}>{t.clear}</Button>} /></section>}
            <Offers title={t.plain} of={plain} onChoose={setChosen} />
          </>
        )}
      </Loaded>
      {chosen && <Begin template={chosen} onClose={() => setChosen(undefined)} />}
    </>
  )
}

interface PickProps { label: string; value: string; all: readonly { value: string; label: string }[]; onPick: (value: string) => void }

// Pick offers a handful of choices, all of them in sight.
function Pick({ label, value, all, onPick }: PickProps) {
  const t = useWords(words)
  return (
    <fieldset className="plain row tight" style={{ gap: 6 }}>
      <legend className="sr">{label}</legend>
      <span className="soft small" aria-hidden="true">{label}</span>
      {[{ value: '', label: t.any }, ...all].map((x) => <Button key={x.value} size="small" type={x.value === value ? 'primary' : 'default'} aria-pressed={x.value === value} onClick={() => onPick(x.value)}>{x.label}</Button>)}
    </fieldset>
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
      {(title !== modelName || of.aim) && <p className="row" style={{ gap: 4 }}>
        {title !== modelName && <Tag style={{ margin: 0 }}>{modelName}</Tag>}
        {of.aim && <Tag color="processing" style={{ margin: 0 }}>{t.aims[of.aim]}</Tag>}
      </p>}
      <p className="soft grow">{say(of.about)}</p>
      <div className="row"><Button onClick={onChoose} aria-label={`${t.use}: ${title}`}>{t.use}</Button><span className="soft small">{t.runs(of.days)}</span></div>
    </>
  )
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
