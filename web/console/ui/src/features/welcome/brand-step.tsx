import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { useMemo, useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { Organisation } from '@/api/session'
import { Section } from '@/parts/page'
import { currencies, here, zones } from '@/features/settings/zones'
import { useLang, useWords } from '@/words'
import { Feet, type Walk } from './walk'
import { words } from './words'

type Name = keyof Organisation

// BrandStep asks for name, zone and currency. The name that the demo gave is no name: the box is empty then.
export function BrandStep({ now, may, ...walk }: { now: Organisation; may: boolean } & Walk) {
  const t = useWords(words)
  const { lang } = useLang()
  const queries = useQueryClient()
  const [form] = Form.useForm<Organisation>()
  const [busy, setBusy] = useState(false)
  const zoneList = useMemo(() => zones(now.zone), [now.zone])
  const money = useMemo(() => currencies(lang), [lang])
  const list = useQuery({ queryKey: ['onboarding'], queryFn: ({ signal }) => ask(api.GET('/api/onboarding', { signal })) })
  const borrowed = now.brand !== '' && list.data?.steps.find((s) => s.name === 'name')?.done === false
  const save = async (v: Organisation) => {
    setBusy(true)
    for (const name of ['brand', 'zone', 'currency'] as const satisfies readonly Name[]) {
      if (v[name] === now[name]) continue
      try {
        await ask(api.PUT('/api/settings/{name}', { params: { path: { name } }, body: { value: v[name] } }))
      } catch (error) {
        const p = asProblem(error)
        form.setFields([{ name, errors: [p.field(name) ?? p.say()] }])
        setBusy(false)
        return
      }
    }
    setBusy(false)
    await queries.invalidateQueries({ queryKey: ['settings'] })
    walk.onNext()
  }
  return (
    <Section title={t.brandTitle} note={t.brandWhy}>
      {list.isPending ? null : (
        <Form form={form} layout="vertical" requiredMark={false} disabled={!may} initialValues={{ ...now, brand: borrowed ? '' : now.brand }} onFinish={(v: Organisation) => void save(v)}>
          <Form.Item name="brand" label={t.brand} extra={borrowed ? t.borrowed(now.brand) : undefined} rules={[{ required: true, whitespace: true, message: t.needBrand }]}><Input size="large" maxLength={64} placeholder={t.brandPlaceholder} /></Form.Item>
          <Form.Item name="zone" label={t.zone} extra={!borrowed && here() !== now.zone && <Button type="link" size="small" style={{ padding: 0 }} onClick={() => form.setFieldValue('zone', here())}>{t.thisMachine}: {here()}</Button>}><Select showSearch options={zoneList} /></Form.Item>
          <Form.Item name="currency" label={t.currency}><Select showSearch={{ optionFilterProp: 'label' }} options={money} /></Form.Item>
          <Feet walk={walk} save={may} busy={busy} />
        </Form>
      )}
    </Section>
  )
}
