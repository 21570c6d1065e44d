import { Alert, Button, Form, Input, InputNumber } from 'antd'
import { api, ask } from '@/api/client'
import { useAct } from '@/parts/confirm'
import { useSaving } from '@/parts/saving'
import { useWords } from '@/words'
import { CopyText } from './copy'
import type { Account } from './wecom'
import { wecomWords } from './wecom-words'

interface Props { now: Account; onSaved: () => Promise<void> }
type Values = Partial<{ corp_id: string; agent_id: string; secret: string; token: string; aes_key: string; proxy: string; window: number }>

// useAccount writes the account with what a form changes of it; what is not changed goes along as it is, secrets stay.
function useAccount(now: Account, onSaved: () => Promise<void>) {
  const t = useWords(wecomWords)
  return useSaving<Values>({
    put: (v) => ask(api.PUT('/api/wecom', { body: { corp_id: now.corp_id, agent_id: now.agent_id, proxy: now.proxy, window: now.window, base: now.base, ...v } })),
    said: t.saved, secrets: ['secret', 'token', 'aes_key'], after: onSaved,
  })
}

// AppForm: the company and the application.
export function AppForm({ now, onSaved }: Props) {
  const t = useWords(wecomWords)
  const { form, fault, busy, save } = useAccount(now, onSaved)
  const first: Values = { corp_id: now.corp_id, agent_id: now.agent_id, proxy: now.proxy, window: now.window }
  return (
    <Form form={form} layout="vertical" requiredMark={false} disabled={now.sandbox} initialValues={first} onFinish={(v) => void save(v)} style={{ maxWidth: 560 }}>
      <Form.Item name="corp_id" label={t.corp} extra={t.corpHelp} rules={[{ required: true, message: t.needed }]}><Input autoComplete="off" autoCapitalize="none" maxLength={64} placeholder="ww0123456789abcdef" /></Form.Item>
      <Form.Item name="agent_id" label={t.agent} extra={t.agentHelp} rules={[{ required: true, message: t.needed }]}><Input autoComplete="off" inputMode="numeric" maxLength={32} placeholder="1000002" /></Form.Item>
      <Form.Item name="secret" label={t.secret} extra={t.secretHelp} rules={[{ required: !now.has_secret, message: t.needed }]}><Input.Password autoComplete="new-password" visibilityToggle={false} maxLength={200} placeholder={now.has_secret ? t.kept : ''} /></Form.Item>
      <details>
        <summary>{t.network}</summary>
        <Form.Item name="proxy" label={t.proxy} extra={t.proxyHelp} style={{ marginTop: 12 }}><Input autoComplete="off" maxLength={200} /></Form.Item>
        <Form.Item name="window" label={t.window} extra={t.windowHelp}><InputNumber min={0} max={86400} precision={0} /></Form.Item>
      </details>
      {fault && <Alert type="error" showIcon title={fault} style={{ margin: '12px 0' }} />}
      {!now.sandbox && <Button htmlType="submit" loading={busy} style={{ marginTop: 12 }}>{t.save}</Button>}
    </Form>
  )
}

// callbackOf is the whole address that is entered in WeCom's console.
const callbackOf = (now: Account) => (now.public_url || location.origin).replace(/\/$/, '') + now.callback

// CallbackForm: where WeCom tells us things, and by which values it signs and seals them.
export function CallbackForm({ now, onSaved }: Props) {
  const t = useWords(wecomWords)
  const act = useAct()
  const { form, fault, busy, save } = useAccount(now, onSaved)
  const token = Form.useWatch('token', form) ?? ''
  const key = Form.useWatch('aes_key', form) ?? ''
  const url = callbackOf(now)
  const inside = /^https?:\/\/(localhost|[^/]*\.localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[)/.test(url)
  const generate = () => act(async () => { form.setFieldsValue(await ask(api.POST('/api/wecom/keys'))) })
  return (
    <Form form={form} layout="vertical" requiredMark={false} disabled={now.sandbox || !now.connected} onFinish={(v) => void save(v)} style={{ maxWidth: 560 }}>
      <div style={{ marginBottom: 16 }}>
        <p style={{ fontWeight: 600 }}>{t.url}</p>
        <CopyText text={url} label={t.url} />
        <p className="soft small">{t.urlHelp}</p>
        {!now.sandbox && (inside ? <p className="warn">{t.notPublic}</p> : !url.startsWith('https://') && <p className="warn">{t.notHttps}</p>)}
      </div>
      {!now.connected && <p className="soft">{t.first}</p>}
      <Form.Item name="token" label={t.token} rules={[{ required: !now.has_token, message: t.needed }, { pattern: /^[A-Za-z0-9]{1,32}$/, message: t.tokenRule }]}><Input autoComplete="off" maxLength={32} placeholder={now.has_token ? t.kept : ''} /></Form.Item>
      <Form.Item name="aes_key" label={t.key} rules={[{ required: !now.has_aes_key, message: t.needed }, { pattern: /^[A-Za-z0-9]{43}$/, message: t.keyRule }]}><Input autoComplete="off" maxLength={43} placeholder={now.has_aes_key ? t.kept : ''} /></Form.Item>
      {token && key && (
        <div className="stack tight" style={{ marginBottom: 16 }}>
          <Alert type="info" showIcon title={t.generated} />
          <CopyText text={token} label={t.token} />
          <CopyText text={key} label={t.key} />
        </div>
      )}
      <p className="soft small" style={{ marginBottom: 12 }}>{t.tick}</p>
      {fault && <Alert type="error" showIcon title={fault} style={{ marginBottom: 12 }} />}
      {!now.sandbox && (
        <div className="row">
          <Button onClick={() => void generate()}>{t.generate}</Button>
          <Button htmlType="submit" loading={busy}>{t.save}</Button>
        </div>
      )}
    </Form>
  )
}
