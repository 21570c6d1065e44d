import { DeleteOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Form, Input, InputNumber, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import type { Schema } from '@/api/types'
import { useAct } from '@/parts/confirm'
import { Allowed, Loaded } from '@/parts/feedback'
import { showFaults } from '@/parts/form'
import { Page, Section } from '@/parts/page'
import { to } from '@/paths'
import { useWords } from '@/words'
import { kinds, useAfresh, usePresets } from './data'
import { settingWords } from './flow-words'
import { MatrixAxes } from './matrix-axes'
import { RuleInput } from './rule-input'
import { PageSwitch } from './switch'
import { planWords, words } from './words'

type Settings = Schema<'CommunitySettings'>
// Typed is the settings as people type them: money in yuan.
type Typed = Omit<Settings, 'threshold_price' | 'categories'> & { yuan: number; categories: { name: string; yuan: number; orders: number }[] }

// CommunitySettingsPage holds the kinds, the numbers of groups and the dimensions of the matrix.
export default function CommunitySettingsPage() {
  const t = useWords(settingWords)
  const w = useWords(words)
  return (
    <Page title={t.title} subtitle={t.subtitle} crumbs={[{ title: w.title, to: to.communities() }]} actions={<PageSwitch at="settings" />}>
      <Allowed to="community.read"><div className="stack"><Kinds /><MatrixAxes /><Numbers /></div></Allowed>
    </Page>
  )
}

function Kinds() {
  const t = useWords(settingWords)
  const p = useWords(planWords)
  const w = useWords(words)
  const presets = usePresets()
  const role: Record<string, string> = w.role
  const entry: Record<string, string> = p.entry
  return (
    <Section title={t.kinds} flush>
      <Loaded query={presets}>{(list) => (
        <div className="sheet" role="region" tabIndex={0} aria-label={t.kinds}>
          <table>
            <thead><tr><th scope="col">{w.kindOf}</th><th scope="col">{t.entryOf}</th><th scope="col">{t.marketing}</th><th scope="col" className="n">{t.promo}</th><th scope="col" className="n">{t.reply}</th><th scope="col">{t.roles}</th></tr></thead>
            <tbody>{list.map((k) => { const kind = kinds.find((x) => x === k.kind); return <tr key={k.kind}><td>{kind ? w.kind[kind] : k.kind}</td><td>{entry[k.entry] ?? k.entry}</td><td>{k.marketing ? t.yes : t.no}</td><td className="n">{k.promo_cap}‰</td><td className="n">{k.reply ? t.minutes(String(k.reply)) : '—'}</td><td>{k.roles.map((r) => role[r] ?? r).join(' · ')}</td></tr> })}</tbody>
          </table>
        </div>
      )}</Loaded>
    </Section>
  )
}

function Numbers() {
  const settings = useQuery({ queryKey: ['communities', 'settings'], queryFn: () => ask(api.GET('/api/communities/settings')) })
  return <Loaded query={settings}>{(s) => <NumbersForm settings={s} />}</Loaded>
}

const typedOf = (s: Settings): Typed => { const { threshold_price, categories, ...rest } = s; return { ...rest, yuan: threshold_price / 100, categories: categories.map((c) => ({ name: c.name, yuan: c.dear / 100, orders: c.orders })) } }
const settingsOf = ({ yuan, categories, ...rest }: Typed): Settings => ({ ...rest, threshold_price: Math.round(yuan * 100), categories: categories.map((c) => ({ name: c.name, dear: Math.round(c.yuan * 100), orders: c.orders })) })

function NumbersForm({ settings }: { settings: Settings }) {
  const t = useWords(settingWords)
  const may = useMay()
  const act = useAct()
  const afresh = useAfresh()
  const [form] = Form.useForm<Typed>()
  const [fault, setFault] = useState<string>()
  const [busy, setBusy] = useState(false)
  const save = async (v: Typed) => {
    setBusy(true)
    setFault(undefined)
    try {
      await ask(api.PUT('/api/communities/settings', { body: settingsOf({ ...typedOf(settings), ...v }) }))
      await act(() => afresh(), t.saved)
    } catch (error) {
      setFault(showFaults(form, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Form form={form} layout="vertical" initialValues={typedOf(settings)} disabled={!may('setting.edit')} onFinish={(v) => void save(v)} requiredMark={false}>
      <div className="stack">
        {!may('setting.edit') && <Alert type="info" showIcon title={t.readOnly} />}
        <Section title={t.groups.size}><Grid><Whole name="target_size" min={1} max={100_000} /><Whole name="cap" min={1} max={100_000} /><Form.Item name="name_template" label={t.name_template} extra={t.name_templateHint} rules={[{ required: true, message: t.need }]}><Input maxLength={100} /></Form.Item></Grid></Section>
        <Section title={t.groups.member}>
          <Grid>
            <Whole name="pause_minutes" min={0} max={10_080} /><Whole name="breach_minutes" min={0} max={10_080} /><Whole name="overlap_groups" min={1} max={50} />
            <Form.Item name="threshold" label={t.threshold}><Select options={[{ value: 'single', label: t.thresholds.single }, { value: 'cumulative', label: t.thresholds.cumulative }]} /></Form.Item>
            <Form.Item name="yuan" label={t.threshold_price} rules={[{ required: true, message: t.need }]}><InputNumber min={0} precision={2} prefix="¥" style={{ width: '100%' }} /></Form.Item>
          </Grid>
        </Section>
        <Section title={t.groups.talk}><Grid><Whole name="reply_minutes" min={1} max={10_080} /><Whole name="event_days" min={1} max={365} /><Whole name="strengths" min={0} max={20} /></Grid><h3 style={{ marginBottom: 8 }}>{t.promo_caps}</h3><PromoCaps /></Section>
        <Section title={t.groups.flow}><Grid><Whole name="flow_days" min={1} max={365} /><Whole name="harvest_acts" min={1} max={1000} /><Whole name="effect_days" min={1} max={365} /><Whole name="seed_lead_hours" min={0} max={720} /></Grid></Section>
        <Section title={t.groups.rules}>{(['qualify_rule', 'promote_rule', 'prune_rule', 'retire_rule', 'seed_rule'] as const).map((name) => <Form.Item key={name} name={name} label={t[name]} rules={[{ required: true, message: t.need }]}><RuleInput /></Form.Item>)}</Section>
        <Section title={t.categories}><Categories /></Section>
        {fault && <Alert type="error" showIcon title={fault} />}
        {may('setting.edit') && <div><Button type="primary" htmlType="submit" loading={busy}>{t.save}</Button></div>}
      </div>
    </Form>
  )
}

const Grid = ({ children }: { children: ReactNode }) => <div className="cards" style={{ columnGap: 16, rowGap: 0 }}>{children}</div>

type WholeName = 'target_size' | 'cap' | 'pause_minutes' | 'breach_minutes' | 'overlap_groups' | 'reply_minutes' | 'event_days' | 'strengths' | 'flow_days' | 'harvest_acts' | 'effect_days' | 'seed_lead_hours'

function Whole({ name, min, max }: { name: WholeName; min: number; max: number }) {
  const t = useWords(settingWords)
  return <Form.Item name={name} label={t[name]} rules={[{ required: true, message: t.need }]}><InputNumber min={min} max={max} precision={0} style={{ width: '100%' }} /></Form.Item>
}

function PromoCaps() {
  const t = useWords(settingWords)
  const w = useWords(words)
  return <Grid>{kinds.map((k) => <Form.Item key={k} name={['promo_caps', k]} label={w.kind[k]} rules={[{ required: true, message: t.need }]}><InputNumber min={0} max={1000} precision={0} suffix="‰" style={{ width: '100%' }} /></Form.Item>)}</Grid>
}

function Categories() {
  const t = useWords(settingWords)
  const w = useWords(words)
  const need = [{ required: true, message: t.need }]
  return (
    <Form.List name="categories">{(rows, { add, remove }) => (
      <>
        {rows.map((row) => (
          <div key={row.key} className="row top">
            <Form.Item name={[row.name, 'name']} label={t.category} rules={need}><Input maxLength={40} style={{ width: 160 }} /></Form.Item>
            <Form.Item name={[row.name, 'yuan']} label={t.dear} rules={need}><InputNumber min={0} precision={2} prefix="¥" style={{ width: 160 }} /></Form.Item>
            <Form.Item name={[row.name, 'orders']} label={t.often} rules={need}><InputNumber min={0} precision={0} style={{ width: 140 }} /></Form.Item>
            <Button type="text" icon={<DeleteOutlined />} aria-label={w.remove} style={{ marginTop: 30 }} onClick={() => remove(row.name)} />
          </div>
        ))}
        <Button onClick={() => add()}>{t.addCategory}</Button>
      </>
    )}</Form.List>
  )
}
