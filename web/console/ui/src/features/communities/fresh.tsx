import { Alert, Button, Form, Input, InputNumber, Radio, Select, Steps } from 'antd'
import { useState, type ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { api, ask, freshKey } from '@/api/client'
import type { Schema } from '@/api/types'
import { money } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Loaded } from '@/parts/feedback'
import { showFaults } from '@/parts/form'
import { useGo } from '@/parts/link'
import { Page, Section } from '@/parts/page'
import { text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useLang, useWords } from '@/words'
import { BriefForm } from './brief-form'
import { groupName, kinds, useAfresh, useGroup, usePresets, type GroupDetail, type Kind } from './data'
import { OpenStep } from './open-step'
import { DayInput } from './day-input'
import { Place, PlanForm } from './plan-form'
import { planWords, words } from './words'

// The draft and the step stand in the address, so that a reload or another day goes on where one was.
const fields = { id: text(), step: whole(0), area: text(), level: text() }

// NewCommunityPage opens a group in four steps: kind, positioning, rules, open. From the first step on it is a draft.
export default function NewCommunityPage() {
  const t = useWords(planWords)
  const w = useWords(words)
  const [{ id }] = useQueryState(fields)
  return (
    <Page title={t.title} subtitle={t.subtitle} crumbs={[{ title: w.title, to: to.communities() }]}>
      <Allowed to="community.edit">{id ? <Draft id={id} /> : <div className="stack"><Where step={0} /><Begin /></div>}</Allowed>
    </Page>
  )
}

function Where({ step, onGo }: { step: number; onGo?: (step: number) => void }) {
  const t = useWords(planWords)
  return <section className="card"><Steps current={step} onChange={onGo} responsive items={t.steps.map((title, i) => ({ title, disabled: !onGo || i === 0 }))} /></section>
}

function Draft({ id }: { id: string }) {
  const detail = useGroup(id)
  return <Loaded query={detail}>{(d) => <Stepped detail={d} />}</Loaded>
}

function Stepped({ detail }: { detail: GroupDetail }) {
  const t = useWords(planWords)
  const go = useGo()
  const [{ step }, set] = useQueryState(fields)
  const at = Math.min(3, Math.max(1, step || 1))
  const move = (next: number) => set({ step: next })
  const later = <Button onClick={() => go(to.community(detail.community.id))}>{t.later}</Button>
  return (
    <div className="stack">
      <Where step={at} onGo={move} />
      <Section title={`${groupName(detail.community)} · ${t.steps[at] ?? ''}`}>
        {at === 1 && <BriefStep detail={detail} act={t.go} onDone={() => move(2)} beside={later} />}
        {at === 2 && <PlanForm detail={detail} act={t.go} onDone={() => move(3)} beside={<><Button onClick={() => move(1)}>{t.back}</Button>{later}</>} />}
        {at === 3 && <OpenStep detail={detail} onBack={() => move(2)} later={later} />}
      </Section>
    </div>
  )
}

function BriefStep({ detail, act, onDone, beside }: { detail: GroupDetail; act: string; onDone: () => void; beside: ReactNode }) {
  const g = detail.community
  const briefs = useQuery({ queryKey: ['communities', 'briefs', g.id], queryFn: () => ask(api.GET('/api/communities/{id}/briefs', { params: { path: { id: g.id } } })) })
  return <Loaded query={briefs}>{(b) => <BriefForm id={g.id} version={g.version} now={b.items[0]} act={act} onDone={onDone} beside={beside} />}</Loaded>
}

type Begun = Pick<Schema<'PlanBody'>, 'kind' | 'purpose' | 'topic' | 'store_id' | 'staff_id' | 'carrier' | 'area' | 'level' | 'starts_on' | 'ends_on'>

// Begin makes the draft.
function Begin() {
  const t = useWords(planWords)
  const [form] = Form.useForm<Begun>()
  const [{ area, level }, set] = useQueryState(fields)
  const [key] = useState(freshKey)
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const presets = usePresets()
  const afresh = useAfresh()
  const kind = Form.useWatch('kind', form)
  const dated = presets.data?.find((p) => p.kind === kind)?.dated
  const make = async (body: Begun) => {
    setBusy(true)
    setFault(undefined)
    try {
      const made = await ask(api.POST('/api/communities', { body, headers: { 'Idempotency-Key': key } }))
      await afresh()
      set({ id: made.id, step: 1 })
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="stack">
      <Advice onTake={(k) => form.setFieldValue('kind', k)} />
      <section className="card">
        <Form form={form} layout="vertical" initialValues={{ carrier: 'wecom', area, level }} onFinish={(v) => void make(v)} requiredMark={false}>
          <Form.Item name="kind" label={<h2>{t.steps[0]}</h2>} rules={[{ required: true, message: t.needKind }]}><KindCards /></Form.Item>
          <div className="cards" style={{ columnGap: 16, rowGap: 0 }}>
            <Form.Item name="purpose" label={t.purpose} extra={t.purposeHint} rules={[{ required: true, whitespace: true, message: t.needPurpose }]}><Input maxLength={64} /></Form.Item>
            <Form.Item name="topic" label={t.topic}><Input maxLength={64} /></Form.Item>
            {dated && <Form.Item name="starts_on" label={t.startsOn}><DayInput /></Form.Item>}
            {dated && <Form.Item name="ends_on" label={t.endsOn}><DayInput /></Form.Item>}
            <Place />
          </div>
          {fault && <Alert type="error" showIcon title={fault} style={{ marginBottom: 16 }} />}
          <Button type="primary" htmlType="submit" loading={busy}>{t.next}</Button>
        </Form>
      </section>
    </div>
  )
}

// KindCards chooses a kind by what it is.
function KindCards({ id, value, onChange }: { id?: string; value?: Kind; onChange?: (k: Kind) => void }) {
  const t = useWords(planWords)
  const w = useWords(words)
  const presets = usePresets()
  const role: Record<string, string> = w.role
  const entry: Record<string, string> = t.entry
  return (
    <Radio.Group id={id} value={value} onChange={(e) => onChange?.(e.target.value as Kind)} style={{ display: 'block' }}>
      <div className="cards" style={{ gap: 12 }}>
        {kinds.map((k) => {
          const p = presets.data?.find((x) => x.kind === k)
          return (
            <label key={k} className="card" style={{ cursor: 'pointer', padding: 16, background: value === k ? 'var(--wash)' : undefined, borderColor: value === k ? 'var(--accent)' : undefined }}>
              <Radio value={k}><strong>{w.kind[k]}</strong></Radio>
              {p && (
                <ul className="plain soft small" style={{ marginTop: 8 }}>
                  <li>{entry[p.entry] ?? p.entry} · {p.marketing ? t.marketing : t.notMarketing}</li>
                  <li>{t.promo(String(p.promo_cap))}</li>
                  {p.reply > 0 && <li>{t.reply(String(p.reply))}</li>}
                  {p.dated && <li>{t.dated}</li>}
                  <li>{t.needs(p.roles.map((r) => role[r] ?? r).join(' · '))}</li>
                </ul>
              )}
            </label>
          )
        })}
      </div>
    </Radio.Group>
  )
}

// Advice says which kind suits goods of a price and a frequency.
function Advice({ onTake }: { onTake: (k: Kind) => void }) {
  const t = useWords(planWords)
  const w = useWords(words)
  const { lang } = useLang()
  const act = useAct()
  const settings = useQuery({ queryKey: ['communities', 'settings'], queryFn: () => ask(api.GET('/api/communities/settings')) })
  const [said, setSaid] = useState<Schema<'AdviceView'>>()
  const advise = (v: { category?: string; yuan?: number | null; orders?: number | null }) =>
    act(async () => { setSaid(await ask(api.GET('/api/communities/advice', { params: { query: { category: v.category, price: Math.round((v.yuan ?? 0) * 100), orders: v.orders ?? 0 } } }))) })
  const kind = kinds.find((k) => k === said?.kind)
  const leads = kinds.find((k) => k === said?.leads_to)
  return (
    <Section title={t.adviceTitle}>
      <Form layout="inline" onFinish={(v: Parameters<typeof advise>[0]) => void advise(v)} style={{ rowGap: 12 }}>
        <Form.Item name="category" label={t.category}><Select allowClear style={{ minWidth: 140 }} options={settings.data?.categories.map((c) => ({ value: c.name, label: c.name }))} /></Form.Item>
        <Form.Item name="yuan" label={t.price}><InputNumber min={0} precision={2} prefix="¥" style={{ width: 130 }} /></Form.Item>
        <Form.Item name="orders" label={t.orders}><InputNumber min={0} precision={0} style={{ width: 90 }} /></Form.Item>
        <Button htmlType="submit">{t.ask}</Button>
      </Form>
      {said && kind && (
        <Alert type="success" style={{ marginTop: 16 }} role="status" title={t.suits(w.kind[kind])} action={<Button size="small" onClick={() => onTake(kind)}>{t.take}</Button>}
          description={[t.because(said.dear ? t.dear(money(said.dear_from)) : t.cheap(money(said.dear_from)), said.frequent ? t.often(String(said.often)) : t.rare(String(said.often))), leads && t.leadsTo(w.kind[leads])].filter(Boolean).join(lang === 'zh' ? '。' : '. ')} />
      )}
    </Section>
  )
}
