import { Alert, Button, Form, Input } from 'antd'
import { api, ask } from '@/api/client'
import { Empty } from '@/parts/feedback'
import { to } from '@/paths'
import { useWords } from '@/words'
import { Alone } from './alone'
import { token, useEnter } from './enter'
import { words } from './words'

interface Values { name: string; login: string; password: string }

// SetupPage makes the first owner by the link that the server prints when it starts.
export default function SetupPage() {
  const t = useWords(words)
  const [form] = Form.useForm<Values>()
  const { fault, busy, enter } = useEnter(form, to.welcome())
  return (
    <Alone title={t.setupTitle} why={t.setupWhy}>
      {!token() ? <Empty title={t.noToken} why={t.noTokenWhy} /> : (
        <Form form={form} layout="vertical" requiredMark={false} onFinish={(v: Values) => void enter(() => ask(api.POST('/api/setup', { body: { ...v, token: token() } })))}>
          {fault && <Alert type="error" showIcon title={fault} role="alert" style={{ marginBottom: 16 }} />}
          <Form.Item name="name" label={t.name} rules={[{ required: true, message: t.needName }]}><Input size="large" autoFocus autoComplete="name" /></Form.Item>
          <Form.Item name="login" label={t.login} rules={[{ required: true, message: t.needLogin }]}><Input size="large" autoComplete="username" autoCapitalize="none" /></Form.Item>
          <Form.Item name="password" label={t.password} extra={t.passwordHint} rules={[{ required: true, message: t.needPassword }]}><Input.Password size="large" autoComplete="new-password" /></Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>{t.setup}</Button>
        </Form>
      )}
    </Alone>
  )
}
