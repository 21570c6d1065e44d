import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Tag } from 'antd'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { SettingsPage } from '@/features/settings/frame'
import { Disconnect } from '@/parts/disconnect'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useSaving } from '@/parts/saving'
import { useWords } from '@/words'
import { merchantWords } from './merchant-words'

type Merchant = Schema<'MerchantView'>
interface Values { mch_id: string; app_id: string; serial: string; key?: string; api_key?: string; public_id?: string; public_key?: string; notify: string; scene?: string; proxy?: string }

const merchantKey = ['wechatpay'] as const

// MerchantSettings connect the merchant of WeChat Pay.
export default function MerchantSettings() {
  const t = useWords(merchantWords)
  const queries = useQueryClient()
  const merchant = useQuery({ queryKey: merchantKey, queryFn: ({ signal }) => ask(api.GET('/api/wechatpay', { signal })) })
  const now = merchant.data
  const state = now && (now.sandbox ? <Tag color="warning">{t.sandbox}</Tag> : now.connected ? <Tag color="success">{t.connected}</Tag> : <Tag>{t.notConnected}</Tag>)
  return <SettingsPage room="wechatpay" extra={state}><Loaded query={merchant}>{(m) => <Section title={t.mch}>{m.sandbox && <Alert type="info" showIcon title={t.sandboxWhy} style={{ marginBottom: 12 }} />}<MerchantForm key={m.mch_id} now={m} />{m.connected && <Disconnect words={t} run={() => ask(api.DELETE('/api/wechatpay'))} after={() => queries.invalidateQueries({ queryKey: merchantKey })} />}</Section>}</Loaded></SettingsPage>
}

function MerchantForm({ now }: { now: Merchant }) {
  const t = useWords(merchantWords)
  const queries = useQueryClient()
  const { form, fault, busy, save } = useSaving<Values>({
    put: (v) => ask(api.PUT('/api/wechatpay', { body: { ...v, base: now.base } })), said: t.saved, secrets: ['key', 'api_key', 'public_key'],
    after: () => Promise.all([queries.invalidateQueries({ queryKey: merchantKey }), queries.invalidateQueries({ queryKey: ['audit'] })]),
  })
  const must = [{ required: true, message: t.needed }]
  const kept = (has: boolean) => ({ rules: [{ required: !has, message: t.needed }], placeholder: has ? t.kept : '' })
  const first: Values = { mch_id: now.mch_id, app_id: now.app_id, serial: now.serial, public_id: now.public_id, notify: now.notify || (now.public_url || location.origin).replace(/\/$/, '') + now.path, scene: now.scene, proxy: now.proxy }
  return (
    <Form form={form} layout="vertical" requiredMark={false} disabled={now.sandbox} initialValues={first} onFinish={(v) => void save(v)} style={{ maxWidth: 560 }}>
      <Form.Item name="mch_id" label={t.mch} extra={t.mchHelp} rules={must}><Input autoComplete="off" inputMode="numeric" maxLength={32} /></Form.Item>
      <Form.Item name="app_id" label={t.app} extra={t.appHelp} rules={must}><Input autoComplete="off" autoCapitalize="none" maxLength={64} /></Form.Item>
      <Form.Item name="serial" label={t.serial} extra={t.serialHelp} rules={must}><Input autoComplete="off" maxLength={64} /></Form.Item>
      <Form.Item name="key" label={t.key} extra={t.keyHelp} rules={kept(now.has_key).rules}><Input.TextArea autoComplete="off" rows={3} maxLength={8000} placeholder={kept(now.has_key).placeholder} /></Form.Item>
      <Form.Item name="api_key" label={t.apiKey} extra={t.apiKeyHelp} rules={kept(now.has_api_key).rules}><Input.Password autoComplete="new-password" visibilityToggle={false} maxLength={64} placeholder={kept(now.has_api_key).placeholder} /></Form.Item>
      <Form.Item name="public_id" label={t.publicID} extra={t.publicIDHelp}><Input autoComplete="off" maxLength={100} /></Form.Item>
      <Form.Item name="public_key" label={t.publicKey} extra={t.publicKeyHelp}><Input.TextArea autoComplete="off" rows={3} maxLength={4000} placeholder={kept(now.has_public_key).placeholder} /></Form.Item>
      <Form.Item name="notify" label={t.notify} extra={t.notifyHelp} rules={must}><Input autoComplete="off" maxLength={256} /></Form.Item>
      <Form.Item name="scene" label={t.scene} extra={t.sceneHelp}><Input autoComplete="off" inputMode="numeric" maxLength={16} placeholder="1000" /></Form.Item>
      <details>
        <summary>{t.more}</summary>
        <Form.Item name="proxy" label={t.proxy} extra={t.proxyHelp} style={{ marginTop: 12 }}><Input autoComplete="off" maxLength={200} /></Form.Item>
      </details>
      {fault && <Alert type="error" showIcon title={fault} style={{ margin: '12px 0' }} />}
      {!now.sandbox && <Button htmlType="submit" loading={busy} style={{ marginTop: 12 }}>{t.save}</Button>}
    </Form>
  )
}
