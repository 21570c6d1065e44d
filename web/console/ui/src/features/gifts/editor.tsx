import { Alert, Button, DatePicker, Drawer, Form, Input, InputNumber, Segmented, Select, Switch } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import { zone } from '@/format'
import { showFaults } from '@/parts/form'
import { useTagNames } from '@/parts/names'
import { useNarrow } from '@/theme/mode'
import { useWords } from '@/words'
import { giftKinds, useFresh, type Body, type Gift } from './data'
import { words } from './words'

interface Props { gift?: Gift; begin?: Partial<Typed>; onClose: () => void; onSaved: (g: Gift) => void }
interface Typed {
  kind: Gift['kind']; name: string; words?: string; total?: number; cost?: number; worth?: number; tags?: string[]; days?: number; until_at?: Dayjs; per_person?: number
  how: 'off' | 'rate'; off?: number; rate?: number; most?: number; minimum?: number; stack?: string; stackable?: boolean
}

const fen = (yuan: number | null | undefined) => (yuan ? Math.round(yuan * 100) : undefined)
const yuan = (fen: number | undefined) => (fen ? fen / 100 : undefined)

function typedOf(g: Gift | undefined): Typed {
  if (!g) return { kind: 'coupon', name: '', how: 'off', stackable: false }
  return {
    kind: g.kind, name: g.name, words: g.words, total: g.total, cost: yuan(g.cost), worth: yuan(g.worth), tags: g.tags, days: g.days || undefined, per_person: g.per_person || undefined,
    until_at: g.until_at ? dayjs(g.until_at - 1).tz(zone()) : undefined, how: g.rate ? 'rate' : 'off', off: yuan(g.off), rate: g.rate ? (10_000 - g.rate) / 1000 : undefined,
    most: yuan(g.most), minimum: yuan(g.minimum), stack: g.stack, stackable: g.stackable,
  }
}

function bodyOf(v: Typed, version?: number): Body {
  const coupon = v.kind !== 'coupon' ? {} : {
    off: v.how === 'off' ? fen(v.off) : undefined, rate: v.how === 'rate' && v.rate ? 10_000 - Math.round(v.rate * 1000) : undefined, most: v.how === 'rate' ? fen(v.most) : undefined,
    minimum: fen(v.minimum), stack: v.stackable ? v.stack?.trim() || undefined : undefined, stackable: v.stackable || undefined,
  }
  return {
    kind: v.kind, name: v.name, words: v.words || undefined, total: v.kind === 'code' ? undefined : v.total, cost: fen(v.cost), worth: fen(v.worth), tags: v.tags, days: v.kind === 'code' ? undefined : v.days ?? undefined,
    until_at: v.until_at ? v.until_at.tz(zone(), true).endOf('day').valueOf() + 1 : undefined, per_person: v.per_person ?? undefined, version, ...coupon,
  }
}

// Editor makes a gift or changes one. Nothing typed is lost when the server refuses.
export default function Editor({ gift, begin, onClose, onSaved }: Props) {
  const t = useWords(words)
  const narrow = useNarrow()
  const fresh = useFresh()
  const [form] = Form.useForm<Typed>()
  const [key] = useState(freshKey)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const save = async (v: Typed) => {
    setBusy(true)
    setFault(undefined)
    try {
      const saved = gift
        ? await ask(api.PUT('/api/gifts/{id}', { params: { path: { id: gift.id } }, body: bodyOf({ ...typedOf(gift), ...v }, gift.version) }))
        : await ask(api.POST('/api/gifts', { body: bodyOf(v), headers: { 'Idempotency-Key': key } }))
      await fresh()
      onSaved(saved)
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Drawer open onClose={onClose} size={narrow ? '100%' : 520} title={gift ? t.editTitle(gift.name) : t.newTitle}
      footer={<div className="row"><span className="grow" /><Button onClick={onClose}>{t.cancel}</Button><Button type="primary" loading={busy} onClick={() => form.submit()}>{t.save}</Button></div>}>
      <Form<Typed> form={form} layout="vertical" requiredMark={false} initialValues={{ ...typedOf(gift), ...begin }} onFinish={(v) => void save(v)}>
        {fault && <Alert type="error" showIcon title={fault} role="alert" style={{ marginBottom: 16 }} />}
        <Inputs gift={gift} />
        <button type="submit" hidden />
      </Form>
    </Drawer>
  )
}

function Inputs({ gift }: { gift?: Gift }) {
  const t = useWords(words)
  const tags = useTagNames()
  const kind = Form.useWatch<Typed['kind'] | undefined>('kind') ?? gift?.kind ?? 'coupon'
  const must = [{ required: true, message: t.need }]
  const wide = { width: '100%' }
  return (
    <>
      <Form.Item name="kind" label={t.kind} extra={t.kindWhy[kind]}><Segmented disabled={!!gift} options={giftKinds.map((k) => ({ value: k, label: t.kinds[k] }))} /></Form.Item>
      <Form.Item name="name" label={t.name} extra={t.nameHint} rules={[{ required: true, whitespace: true, message: t.need }]}><Input maxLength={40} autoComplete="off" /></Form.Item>
      {kind === 'coupon' && <Terms fixed={!!gift && gift.issued > 0} />}
      {kind === 'code' ? <p className="soft">{t.codesStock}</p> : <Form.Item name="total" label={t.stock} extra={t.stockHint} rules={must}><InputNumber min={0} precision={0} style={wide} /></Form.Item>}
      <div className="row top">
        <Form.Item name="cost" label={t.cost} className="grow"><InputNumber min={0} precision={2} style={wide} /></Form.Item>
        <Form.Item name="worth" label={t.worth} extra={t.worthHint} className="grow"><InputNumber min={0} precision={2} style={wide} /></Form.Item>
      </div>
      <div className="row top">
        {kind !== 'code' && <Form.Item name="days" label={t.days} extra={t.daysHint[kind]} className="grow"><InputNumber min={0} max={3650} precision={0} style={wide} disabled={!!gift && gift.issued > 0} /></Form.Item>}
        <Form.Item name="until_at" label={t.until} extra={t.untilHint} className="grow"><DatePicker style={wide} /></Form.Item>
      </div>
      <Form.Item name="per_person" label={t.perPerson} extra={t.perPersonHint}><InputNumber min={0} precision={0} style={wide} /></Form.Item>
      <Form.Item name="tags" label={t.tags} extra={t.tagsHint}><Select mode="multiple" maxCount={20} options={tags.names.map((n) => ({ value: n, label: n }))} /></Form.Item>
      <Form.Item name="words" label={t.words} extra={t.wordsHint}><Input.TextArea maxLength={300} rows={3} /></Form.Item>
    </>
  )
}

function Terms({ fixed }: { fixed: boolean }) {
  const t = useWords(words)
  const how = Form.useWatch<Typed['how'] | undefined>('how') ?? 'off'
  const stackable = Form.useWatch<boolean | undefined>('stackable')
  const must = [{ required: true, message: t.need }]
  const wide = { width: '100%' }
  return (
    <fieldset style={{ border: 0, padding: 0, margin: 0 }} disabled={fixed}>
      {fixed && <p className="soft">{t.termsFixed}</p>}
      <Form.Item name="how" label={t.how}><Segmented disabled={fixed} options={[{ value: 'off', label: t.hows.off }, { value: 'rate', label: t.hows.rate }]} /></Form.Item>
      <div className="row top">
        {how === 'off' ? <Form.Item name="off" label={t.off} rules={must} className="grow"><InputNumber disabled={fixed} min={0.01} precision={2} style={wide} /></Form.Item> : (
          <>
            <Form.Item name="rate" label={t.rate} extra={t.rateHint} rules={must} className="grow"><InputNumber disabled={fixed} min={0} max={9.99} precision={2} style={wide} /></Form.Item>
            <Form.Item name="most" label={t.most} extra={t.mostHint} className="grow"><InputNumber disabled={fixed} min={0} precision={2} style={wide} /></Form.Item>
          </>
        )}
        <Form.Item name="minimum" label={t.minimum} extra={t.minimumHint} className="grow"><InputNumber disabled={fixed} min={0} precision={2} style={wide} /></Form.Item>
      </div>
      <Form.Item name="stackable" label={t.stackable} valuePropName="checked"><Switch disabled={fixed} /></Form.Item>
      {stackable && <Form.Item name="stack" label={t.stack} extra={t.stackHint}><Input disabled={fixed} maxLength={40} /></Form.Item>}
    </fieldset>
  )
}
