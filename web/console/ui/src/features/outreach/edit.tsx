import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, DatePicker, Form, Input, Radio, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useEffect, useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import { asProblem } from '@/api/problem'
import { useGroupNames } from '@/features/communities/data'
import { Allowed, Loaded } from '@/parts/feedback'
import { showFaults } from '@/parts/form'
import { useGo } from '@/parts/link'
import { Page, Section } from '@/parts/page'
import { text, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { Reached } from './bits'
import { useBroadcast, type Body, type Broadcast } from './data'
import { words } from './words'

interface Typed { name?: string; topic?: string; whom: 'everybody' | 'segment' | 'groups'; rule?: string; groups?: string[]; sender: 'newest' | 'keeper'; text?: string; link?: string; linkTitle?: string; planned?: Dayjs | null }

const everybody = 'added is known'

function bodyOf(v: Typed, had?: Broadcast): Body {
  const audience = v.whom === 'groups' ? { groups: v.groups ?? [] } : { rule: v.whom === 'segment' ? v.rule ?? '' : everybody }
  const link = v.link?.trim() ? [{ kind: 'link', url: v.link.trim(), title: v.linkTitle?.trim() ?? '' }] : []
  const kept = (had?.message.attachments ?? []).filter((a) => a.kind !== 'link')
  return { version: had?.version, name: v.name?.trim() ?? '', channel: 'wecom', topic: v.topic?.trim() ?? '', audience, sender: v.sender, message: { text: v.text ?? '', attachments: [...kept, ...link] }, planned_at: v.planned?.valueOf() }
}

function typedOf(b?: Broadcast): Typed {
  if (!b) return { whom: 'everybody', sender: 'newest' }
  const groups = b.audience.groups ?? []
  const link = b.message.attachments?.find((a) => a.kind === 'link')
  const whom = groups.length > 0 ? 'groups' : b.audience.rule === everybody || !b.audience.rule ? 'everybody' : 'segment'
  return { name: b.name, topic: b.topic, whom, rule: b.audience.rule, groups, sender: b.sender === 'keeper' ? 'keeper' : 'newest', text: b.message.text, link: link?.url, linkTitle: link?.title, planned: b.planned_at ? dayjs(b.planned_at) : null }
}

// EditBroadcast writes a broadcast, or changes the draft of ?id=, and shows at once whom it reaches.
export default function EditBroadcast() {
  const t = useWords(words)
  const [{ id }] = useQueryState({ id: text() })
  const had = useBroadcast(id)
  return (
    <Page title={t.newTitle} subtitle={t.newSubtitle} crumbs={[{ title: t.communities, to: to.communities() }, { title: t.title, to: to.broadcasts() }]}>
      <Allowed to="outreach.edit">{id ? <Loaded query={had}>{(b) => <Entry had={b} />}</Loaded> : <Entry />}</Allowed>
    </Page>
  )
}

function Entry({ had }: { had?: Broadcast }) {
  const t = useWords(words)
  const go = useGo()
  const queries = useQueryClient()
  const [form] = Form.useForm<Typed>()
  const [key] = useState(freshKey)
  const [fault, setFault] = useState('')
  const [busy, setBusy] = useState(false)
  const first = typedOf(had)
  const typed: Typed = Form.useWatch<Typed>([], form) ?? first
  const save = async (v: Typed) => {
    setBusy(true)
    setFault('')
    try {
      const body = bodyOf(v, had)
      const b = had ? await ask(api.PUT('/api/broadcasts/{id}', { params: { path: { id: had.id } }, body })) : await ask(api.POST('/api/broadcasts', { headers: { 'Idempotency-Key': key }, body }))
      await queries.invalidateQueries({ queryKey: ['broadcasts'] })
      go(to.broadcast(b.id), true)
    } catch (error) {
      setFault(showFaults(form, error) ?? '')
      setBusy(false)
    }
  }
  return (
    <div className="stack">
      <section className="card" style={{ maxWidth: 820 }}>
        <Form form={form} layout="vertical" onFinish={(v: Typed) => void save(v)} initialValues={first}>
          {fault && <p role="alert" className="bad" style={{ marginBottom: 12 }}>{fault}</p>}
          <div className="row top">
            <Form.Item name="name" label={t.name} className="grow" rules={[{ required: true, whitespace: true, message: t.required }]}><Input maxLength={60} placeholder={t.nameHint} /></Form.Item>
            <Form.Item name="topic" label={t.topic} className="grow" extra={t.topicHint} rules={[{ required: true, whitespace: true, message: t.required }]}><Input maxLength={60} /></Form.Item>
          </div>
          <Whom whom={typed.whom} />
          <Form.Item name="text" label={t.text} extra={t.textHint}><Input.TextArea autoSize={{ minRows: 4, maxRows: 14 }} maxLength={4000} /></Form.Item>
          <div className="row top">
            <Form.Item name="link" label={t.link} className="grow"><Input type="url" maxLength={2048} placeholder="https://" /></Form.Item>
            <Form.Item name="linkTitle" label={t.linkTitle} className="grow"><Input maxLength={60} /></Form.Item>
          </div>
          <Form.Item name="planned" label={t.planned} extra={t.plannedHint}><DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" style={{ width: 240 }} /></Form.Item>
          <Button type="primary" htmlType="submit" loading={busy}>{t.save}</Button>
        </Form>
      </section>
      <Preview body={bodyOf(typed, had)} />
    </div>
  )
}

// Whom chooses customers by a rule, or groups.
function Whom({ whom }: { whom: Typed['whom'] }) {
  const t = useWords(words)
  const segments = useQuery({ queryKey: ['segments', 'names'], enabled: whom === 'segment', queryFn: () => ask(api.GET('/api/segments', { params: { query: { limit: 200 } } })) })
  const groups = useGroupNames()
  return (
    <>
      <Form.Item name="whom" label={t.whom}><Radio.Group options={[{ value: 'everybody', label: t.everybody }, { value: 'segment', label: t.segment }, { value: 'groups', label: t.groups }]} /></Form.Item>
      {whom === 'segment' && (
        <Form.Item name="rule" label={t.segment} rules={[{ required: true, message: t.required }]}>
          <Select loading={segments.isPending} placeholder={t.pickSegment} notFoundContent={t.noSegments} showSearch={{ optionFilterProp: 'label' }} options={(segments.data?.items ?? []).map((s) => ({ value: s.rule, label: s.name }))} />
        </Form.Item>
      )}
      {whom === 'groups' && (
        <Form.Item name="groups" label={t.groups} rules={[{ required: true, message: t.required }]}>
          <Select mode="multiple" loading={groups.loading} placeholder={t.pickGroups} showSearch={{ optionFilterProp: 'label' }} options={groups.choices()} />
        </Form.Item>
      )}
      {whom !== 'groups' && <Form.Item name="sender" label={t.sender} extra={t.senderHint}><Radio.Group options={[{ value: 'newest', label: t.newest }, { value: 'keeper', label: t.keeper }]} /></Form.Item>}
    </>
  )
}

// Preview asks the server whom it reaches, a moment after the last key.
function Preview({ body }: { body: Body }) {
  const t = useWords(words)
  const asked = JSON.stringify({ ...body, name: body.name || '-', topic: body.topic || '-', message: { text: '-' } }) // what is written changes nobody's reach
  const [settled, setSettled] = useState(asked)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(asked), 500)
    return () => clearTimeout(timer)
  }, [asked])
  const sound = !!body.audience.rule || (body.audience.groups ?? []).length > 0
  const plan = useQuery({ queryKey: ['broadcasts', 'preview', settled], enabled: sound, placeholderData: keepPreviousData, retry: false, queryFn: () => ask(api.POST('/api/broadcasts/preview', { body: JSON.parse(settled) as Body })) })
  if (!sound) return <Section title={t.reach}><p className="soft">{t.fill}</p></Section>
  if (plan.error) return <Alert type="error" showIcon title={asProblem(plan.error).say()} />
  return <Loaded query={plan}>{(p) => <Reached plan={p} />}</Loaded>
}
