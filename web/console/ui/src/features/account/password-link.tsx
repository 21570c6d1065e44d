import { Alert, Button, Form, Input } from 'antd'
import { api, ask } from '@/api/client'
import { Empty } from '@/parts/feedback'
import { useWords } from '@/words'
import { Alone } from './alone'
import { token, useEnter } from './enter'
import { words } from './words'

interface Values { password: string }

// PasswordLinkPage sets a password by a one-time link and signs in.
export default function PasswordLinkPage() {
  const t = useWords(words)
  const [form] = Form.useForm<Values>()
  const { fault, busy, enter } = useEnter(form)
  return (
    <Alone title={t.linkTitle} why={t.linkWhy}>
      {!token() ? <Empty title={t.noToken} why={t.noTokenWhy} /> : (
        <Form form={form} layout="vertical" requiredMark={false} onFinish={(v: Values) => void enter(() => ask(api.POST('/api/password', { body: { ...v, token: token() } })))}>
          {fault && <Alert type="error" showIcon title={fault} role="alert" style={{ marginBottom: 16 }} />}
          <Form.Item name="password" label={t.newPassword} extra={t.passwordHint} rules={[{ required: true, message: t.needPassword }]}><Input.Password size="large" autoFocus autoComplete="new-password" /></Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>{t.linkSave}</Button>
        </Form>
      )}
    </Alone>
  )
}
