import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Checkbox, Drawer, Form, Input, InputNumber, Segmented, Select, type FormInstance } from 'antd'
import { useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import { useOrg } from '@/api/session'
import { RuleInput } from '@/features/communities/rule-input'
import { share } from '@/format'
import { useAct } from '@/parts/confirm'
import { showFaults } from '@/parts/form'
import { useNarrow } from '@/theme/mode'
import { useWords } from '@/words'
import { clockOf, greetingsKey, minuteOf, type Greeting, type Variant } from './greeting-data'
import { greetingWords } from './greeting-words'
import { Preview } from './greeting-preview'

interface Typed { name: string; states: string[]; timed: boolean; from: string; until: string; rule: string; variants: Variant[] }

const fresh = (): Variant => ({ weight: 1, text: '', attachments: [] })

const typedOf = (g: Greeting | undefined): Typed => (g
  ? { name: g.name, states: g.states, timed: g.from_minute !== g.until_minute, from: clockOf(g.from_minute), until: clockOf(g.until_minute), rule: g.rule, variants: g.variants }
  : { name: '', states: [], timed: false, from: '09:00', until: '21:00', rule: '', variants: [fresh()] })

const bodyOf = (v: Typed, closed: boolean) => ({
  name: v.name, states: v.states, rule: v.rule, closed, from_minute: v.timed ? minuteOf(v.from) : 0, until_minute: v.timed ? minuteOf(v.until) : 0,
  variants: v.variants.map((x) => ({ ...x, text: x.text ?? '', attachments: x.attachments ?? [] })),
})

// GreetingEditor makes a greeting or changes one, beside the phone on which it will be read.
export default function GreetingEditor({ edited, onClose }: { edited: Greeting | 'new'; onClose: () => void }) {
  const t = useWords(greetingWords)
  const now = edited === 'new' ? undefined : edited
  const narrow = useNarrow()
  return <Drawer open onClose={onClose} title={now ? t.edit(now.name) : t.add} size={narrow ? '100%' : 960} destroyOnHidden><Editor now={now} onClose={onClose} /></Drawer>
}

function Editor({ now, onClose }: { now: Greeting | undefined; onClose: () => void }) {
  const t = useWords(greetingWords)
  const act = useAct()
  const queries = useQueryClient()
  const [form] = Form.useForm<Typed>()
  const [key] = useState(freshKey)
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    setFault(undefined)
    const body = bodyOf(form.getFieldsValue(true), now?.closed ?? false) // with what no input shows: kinds, uploaded files
    try {
      if (now) await ask(api.PUT('/api/greetings/{id}', { params: { path: { id: now.id } }, body: { ...body, version: now.version } }))
      else await ask(api.POST('/api/greetings', { body, headers: { 'Idempotency-Key': key } }))
      void act(() => Promise.resolve(), t.saved)
      await queries.invalidateQueries({ queryKey: greetingsKey })
      onClose()
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="greet">
      <Form form={form} layout="vertical" requiredMark={false} initialValues={typedOf(now)} onFinish={() => void save()}>
        <Form.Item name="name" label={t.name} extra={t.nameHint} rules={[{ required: true, whitespace: true, message: t.need }]}><Input maxLength={40} /></Form.Item>
        <Form.Item name="states" label={t.codes} extra={t.codesHint}><Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', ' ']} /></Form.Item>
        <Hours form={form} />
        <Rule form={form} />
        <Variants form={form} />
        {fault && <Alert type="error" showIcon title={fault} style={{ marginBottom: 16 }} />}
        <div><Button type="primary" htmlType="submit" loading={busy}>{t.save}</Button></div>
      </Form>
      <Shown form={form} />
    </div>
  )
}

type Inside = { form: FormInstance<Typed> }

function Hours({ form }: Inside) {
  const t = useWords(greetingWords)
  const timed = Form.useWatch('timed', form)
  return (
    <fieldset style={{ border: 0, padding: 0, margin: '0 0 16px' }}>
      <legend className="sr">{t.time}</legend>
      <Form.Item name="timed" valuePropName="checked" noStyle><Checkbox>{t.time}</Checkbox></Form.Item>
      {timed && (
        <div className="row top">
          <Form.Item name="from" label={t.from} rules={[{ required: true, message: t.need }]} style={{ margin: 0 }}><Input type="time" /></Form.Item>
          <Form.Item name="until" label={t.until} rules={[{ required: true, message: t.need }]} style={{ margin: 0 }}><Input type="time" /></Form.Item>
        </div>
      )}
      <p className="soft small">{t.timeHint}</p>
    </fieldset>
  )
}

// Rule takes a rule as it is typed, or that of a saved segment.
function Rule({ form }: Inside) {
  const t = useWords(greetingWords)
  const segments = useQuery({ queryKey: ['segments', 'rules'], queryFn: () => ask(api.GET('/api/segments', { params: { query: { limit: 200 } } })) })
  return (
    <>
      <Form.Item name="rule" label={t.rule} extra={t.ruleHint} style={{ marginBottom: 8 }}><RuleInput /></Form.Item>
      {(segments.data?.items.length ?? 0) > 0 && (
        <Select aria-label={t.pickSegment} placeholder={t.pickSegment} value={null} style={{ width: '100%', marginBottom: 16 }} showSearch={{ optionFilterProp: 'label' }}
          options={segments.data?.items.map((s) => ({ value: s.rule, label: s.name }))} onChange={(rule: string | null) => { if (rule) form.setFieldValue('rule', rule) }} />
      )}
    </>
  )
}

function Variants({ form }: Inside) {
  const t = useWords(greetingWords)
  const all = Form.useWatch((v: Typed) => v.variants, { form, preserve: true }) ?? []
  const weights = all.reduce((n, v) => n + (v?.weight ?? 0), 0)
  return (
    <Form.List name="variants">
      {(rows, { add, remove }) => (
        <>
          {rows.map(({ key, name }) => (
            <section key={key} className="part" aria-label={t.version(letter(name))}>
              {rows.length > 1 && (
                <div className="row" style={{ marginBottom: 12 }}>
                  <h3 className="grow">{t.version(letter(name))}</h3>
                  <Form.Item name={[name, 'weight']} noStyle><InputNumber aria-label={`${t.weight} ${letter(name)}`} prefix={t.weight} min={1} max={1000} precision={0} /></Form.Item>
                  <span className="soft small num">{t.share(share(weights ? (all[name]?.weight ?? 0) / weights : 0, 0))}</span>
                  <Button type="text" danger icon={<DeleteOutlined />} aria-label={`${t.dropVariant} ${letter(name)}`} title={t.dropVariant} onClick={() => remove(name)} />
                </div>
              )}
              <Form.Item name={[name, 'text']} label={t.text} extra={t.textHint}><Input.TextArea autoSize={{ minRows: 4 }} maxLength={4000} /></Form.Item>
              <Attachments at={name} form={form} />
            </section>
          ))}
          {rows.length < 10 && <Button type="dashed" icon={<PlusOutlined />} onClick={() => add(fresh())} style={{ marginBottom: 16 }}>{t.addVariant}</Button>}
        </>
      )}
    </Form.List>
  )
}

const letter = (n: number) => String.fromCharCode(65 + n)

function Attachments({ at, form }: { at: number } & Inside) {
  const t = useWords(greetingWords)
  const all = Form.useWatch((v: Typed) => v.variants?.[at]?.attachments, { form, preserve: true }) ?? []
  const whole = { pattern: /^https?:\/\/[^\s/]+/, message: t.urlRule }
  return (
    <Form.List name={[at, 'attachments']}>
      {(rows, { add, remove }) => (
        <>
          {rows.map(({ key, name }) => {
            const kind = all[name]?.kind
            return (
              <fieldset key={key} className="part">
                <legend className="sr">{t.attachments} {name + 1}</legend>
                <div className="row"><strong className="grow">{kind === 'link' ? t.link : kind === 'image' ? t.image : t.other}</strong><Button type="text" danger icon={<DeleteOutlined />} aria-label={`${t.dropAttachment} ${name + 1}`} onClick={() => remove(name)} /></div>
                {kind === 'link' && (
                  <>
                    <Form.Item name={[name, 'title']} label={t.title} rules={[{ required: true, message: t.need }]}><Input maxLength={42} /></Form.Item>
                    <Form.Item name={[name, 'url']} label={t.url} rules={[{ required: true, message: t.need }, whole]}><Input maxLength={2048} placeholder="https://" /></Form.Item>
                    <Form.Item name={[name, 'text']} label={t.desc}><Input maxLength={170} /></Form.Item>
                  </>
                )}
                {(kind === 'link' || kind === 'image') && <Form.Item name={[name, 'picture']} label={t.picture} rules={[{ required: kind === 'image' && !all[name]?.media, message: t.need }, whole]}><Input maxLength={2048} placeholder="https://" /></Form.Item>}
              </fieldset>
            )
          })}
          {rows.length < 9 && <div className="row"><Button size="small" onClick={() => add({ kind: 'link' })}>{t.addLink}</Button><Button size="small" onClick={() => add({ kind: 'image' })}>{t.addImage}</Button></div>}
        </>
      )}
    </Form.List>
  )
}

// Shown is the phone, with the text that is chosen.
function Shown({ form }: Inside) {
  const t = useWords(greetingWords)
  const org = useOrg()
  const all = Form.useWatch((v: Typed) => v.variants, { form, preserve: true }) ?? []
  const [chosen, setChosen] = useState(0)
  const n = Math.min(chosen, Math.max(0, all.length - 1))
  return (
    <aside className="stack tight">
      <h3>{t.preview}</h3>
      {all.length > 1 && <Segmented aria-label={t.previewOf} value={n} onChange={setChosen} options={all.map((_, i) => ({ value: i, label: letter(i) }))} />}
      <Preview of={all[n]} brand={org.data?.brand ?? ''} />
    </aside>
  )
}
