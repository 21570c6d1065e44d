import { Alert, Button, Checkbox, Drawer, Form, Input, InputNumber, Radio, Select } from 'antd'
import { useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import { showFaults } from '@/parts/form'
import { useStoreNames, useTagNames } from '@/parts/names'
import { useWords } from '@/words'
import { Branches, type TypedBranch } from './branches'
import { classes, clock, codeKinds, media, minute, one, useFresh, type Body, type Code } from './data'
import { words } from './words'

export interface Typed {
  kind: 'person' | 'group'; name: string; class: (typeof classes)[number]; medium: (typeof media)[number]; source?: string; store_id?: string
  promise?: { who?: string; now?: string; later?: string; quiet?: string }; weekly?: number | null; tags?: string[]; direct?: boolean; invite?: string; no_invite?: boolean; branches: TypedBranch[]
}

interface Props { code?: Code; onClose: () => void; onSaved: (c: Code) => void }

// EditorDrawer makes a code or changes one.
export default function EditorDrawer({ code, onClose, onSaved }: Props) {
  const t = useWords(words)
  return <Drawer open onClose={onClose} title={code ? t.edit : t.make} size={680} destroyOnHidden><Editor code={code} onSaved={(c) => { onClose(); onSaved(c) }} /></Drawer>
}

const blank: Typed = { kind: 'person', name: '', class: 'internal', medium: 'store', branches: [{ seats: [{}] }] }

function typed(c: Code): Typed {
  return {
    kind: one(codeKinds, c.kind) ?? 'person', name: c.name, class: one(classes, c.class) ?? 'internal', medium: one(media, c.medium) ?? 'other', source: c.source, store_id: c.store_id || undefined,
    promise: c.promise, weekly: c.weekly || null, tags: c.tags, direct: c.direct,
    branches: c.branches.map((b) => ({ area: b.area, tag: b.tag || undefined, groups: b.groups, seats: b.seats?.map((s) => ({ staff_id: s.staff_id, from: s.from_minute || s.until_minute ? clock(s.from_minute) : '', until: s.from_minute || s.until_minute ? clock(s.until_minute % 1440) : '', days: s.days, day_cap: s.day_cap || null, spare: s.spare })) })),
  }
}

function sent(v: Typed, version: number | undefined): Body {
  const p = v.promise ?? {}
  return {
    kind: v.kind, name: v.name, class: v.class, medium: v.medium, source: v.source ?? '', store_id: v.store_id, tags: v.tags ?? [], direct: v.direct ?? false, invite: v.invite ?? '', no_invite: v.no_invite ?? false,
    promise: { who: p.who ?? '', now: p.now ?? '', later: p.later ?? '', quiet: p.quiet ?? '' }, weekly: v.weekly ?? 0, version,
    branches: v.branches.map((b) => ({
      area: b.area ?? '', tag: b.tag ?? '', groups: v.kind === 'group' ? b.groups ?? [] : [],
      seats: v.kind === 'person' ? (b.seats ?? []).map((s) => ({ staff_id: s.staff_id ?? '', from_minute: minute(s.from), until_minute: minute(s.until), days: s.days ?? 0, day_cap: s.day_cap ?? 0, spare: s.spare ?? false })) : [],
    })),
  }
}

function Editor({ code, onSaved }: { code?: Code; onSaved: (c: Code) => void }) {
  const t = useWords(words)
  const fresh = useFresh()
  const [form] = Form.useForm<Typed>()
  const [key] = useState(freshKey)
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const save = async (v: Typed) => {
    setBusy(true)
    setFault(undefined)
    try {
      const body = sent({ ...v, kind: v.kind ?? code?.kind }, code?.version)
      const made = code ? await ask(api.PUT('/api/livecodes/{id}', { params: { path: { id: code.id } }, body })) : await ask(api.POST('/api/livecodes', { body, headers: { 'Idempotency-Key': key } }))
      await fresh()
      onSaved(made)
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Form form={form} layout="vertical" initialValues={code ? typed(code) : blank} onFinish={(v) => void save(v)} requiredMark={false}>
      <Form.Item name="kind" label={t.kindOf}><Radio.Group disabled={!!code} options={codeKinds.map((k) => ({ value: k, label: t.kind[k] }))} /></Form.Item>
      <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true, message: t.needName }]}><Input maxLength={30} placeholder={t.nameHint} /></Form.Item>
      <Where />
      <Promises />
      <h3>{t.behind}</h3>
      <p className="soft small" style={{ marginBottom: 12 }}>{t.behindWhy}</p>
      <Branches kind={Form.useWatch('kind', form) ?? 'person'} />
      <Door invited={code?.has_invite ?? false} />
      {fault && <Alert type="error" showIcon title={fault} style={{ marginTop: 16 }} />}
      <Button type="primary" htmlType="submit" loading={busy} style={{ marginTop: 16 }}>{t.save}</Button>
    </Form>
  )
}

function Where() {
  const t = useWords(words)
  const stores = useStoreNames()
  const tags = useTagNames()
  return (
    <div className="cards two">
      <Form.Item name="medium" label={t.mediumOf}><Select options={media.map((m) => ({ value: m, label: t.medium[m] }))} /></Form.Item>
      <Form.Item name="class" label={t.classOf}><Select options={classes.map((c) => ({ value: c, label: t.klass[c] }))} /></Form.Item>
      <Form.Item name="source" label={t.source} extra={t.sourceHint}><Input maxLength={60} /></Form.Item>
      <Form.Item name="store_id" label={t.store}><Select allowClear options={stores.options} showSearch={{ optionFilterProp: 'label' }} /></Form.Item>
      <Form.Item name="tags" label={t.tags} extra={t.tagsHint}><Select mode="tags" options={tags.names.map((n) => ({ value: n, label: n }))} maxCount={20} /></Form.Item>
    </div>
  )
}

function Promises() {
  const t = useWords(words)
  return (
    <>
      <h3>{t.promise}</h3>
      <p className="soft small" style={{ marginBottom: 12 }}>{t.promiseWhy}</p>
      <div className="cards two">
        {(['who', 'now', 'later', 'quiet'] as const).map((q) => <Form.Item key={q} name={['promise', q]} label={t[q]}><Input.TextArea maxLength={100} autoSize={{ minRows: 2 }} placeholder={t[`${q}Hint`]} /></Form.Item>)}
      </div>
      <Form.Item name="weekly" label={t.weekly} extra={t.weeklyHint}><InputNumber min={0} max={100} precision={0} suffix={t.perWeek} style={{ width: 160 }} /></Form.Item>
    </>
  )
}

function Door({ invited }: { invited: boolean }) {
  const t = useWords(words)
  const direct = Form.useWatch('direct')
  return (
    <>
      <Form.Item name="direct" valuePropName="checked" extra={t.directWhy}><Checkbox>{t.direct}</Checkbox></Form.Item>
      {!direct && <Form.Item name="invite" label={t.invite} extra={invited ? t.inviteKept : t.inviteHint}><Input maxLength={40} autoComplete="off" style={{ maxWidth: 240 }} /></Form.Item>}
      {!direct && invited && <Form.Item name="no_invite" valuePropName="checked"><Checkbox>{t.noInvite}</Checkbox></Form.Item>}
    </>
  )
}
