import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { useMemo, useState, type ReactNode } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import { useMay, useOrg, type Organisation } from '@/api/session'
import { setPlace } from '@/format'
import { useAct } from '@/parts/confirm'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useLang, useWords } from '@/words'
import { SettingsPage } from './frame'
import { History } from './history'
import { pageWords } from './page-words'
import { words } from './words'
import { currencies, zones } from './zones'

type Name = keyof Organisation

// OrganisationSettings: what stands on every page.
export default function OrganisationSettings() {
  const org = useOrg()
  return <SettingsPage room="organisation"><Loaded query={org}>{(now) => <Basics now={now} />}</Loaded><History room="organisation" /></SettingsPage>
}

function Basics({ now }: { now: Organisation }) {
  const t = useWords(pageWords)
  const { lang } = useLang()
  const zoneList = useMemo(() => zones(now.zone), [now.zone])
  const money = useMemo(() => currencies(lang), [lang])
  return (
    <Section title={t.orgTitle}>
      <Setting name="brand" label={t.brand} help={t.brandHelp} now={now.brand}>{(p) => <Input {...p} maxLength={64} placeholder={t.brandPlaceholder} />}</Setting>
      <Setting name="zone" label={t.zone} help={t.zoneHelp} now={now.zone}>{(p) => <Select {...p} showSearch options={zoneList} style={{ width: '100%' }} />}</Setting>
      <Setting name="currency" label={t.currency} help={t.currencyHelp} now={now.currency}>{(p) => <Select {...p} showSearch={{ optionFilterProp: 'label' }} options={money} style={{ width: '100%' }} />}</Setting>
      <div className="line"><div><strong>{t.weekStart}</strong><p className="soft small">{t.weekStartHelp}</p></div><span>{t.monday}</span></div>
    </Section>
  )
}

interface InputProps { id: string; 'aria-label': string }

// Setting is one setting with its own save, so that a refusal of one keeps none of the others back.
function Setting({ name, label, help, now, children }: { name: Name; label: string; help: string; now: string; children: (p: InputProps) => ReactNode }) {
  const t = useWords(words)
  const may = useMay()
  const act = useAct()
  const queries = useQueryClient()
  const [form] = Form.useForm<{ value: string }>()
  const [fault, setFault] = useState<string>()
  const typed = Form.useWatch('value', form) ?? now
  const save = async (value: string) => {
    setFault(undefined)
    const ok = await act(async () => {
      try {
        await ask(api.PUT('/api/settings/{name}', { params: { path: { name } }, body: { value } }))
      } catch (error) {
        const p = asProblem(error)
        setFault(p.field(name) ?? p.say())
        throw error
      }
    }, t.saved)
    if (!ok) return
    queries.setQueryData<Organisation>(['settings'], (old) => {
      if (!old) return old
      const next = { ...old, [name]: value.trim() }
      setPlace(next.zone, next.currency)
      return next
    })
    await Promise.all([queries.invalidateQueries({ queryKey: ['settings'] }), queries.invalidateQueries({ queryKey: ['audit'] }), queries.invalidateQueries({ queryKey: ['onboarding'] })])
  }
  return (
    <Form form={form} key={now} initialValues={{ value: now }} disabled={!may('setting.edit')} onFinish={(v) => void save(v.value)} className="line">
      <div><label htmlFor={`org-${name}`} style={{ fontWeight: 600 }}>{label}</label><p className="soft small">{help}</p></div>
      <div className="row top" style={{ flexWrap: 'nowrap' }}>
        <Form.Item name="value" className="grow" validateStatus={fault ? 'error' : undefined} help={fault}>{children({ id: `org-${name}`, 'aria-label': label })}</Form.Item>
        {typed.trim() !== now && <Button type="primary" htmlType="submit">{t.save}</Button>}
      </div>
    </Form>
  )
}
