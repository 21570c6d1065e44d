import { Alert, Button, Form, Input } from 'antd'
import { api, ask } from '@/api/client'
import { useWords } from '@/words'
import { Alone } from './alone'
import { useEnter } from './enter'
import { words } from './words'

interface Values { login: string; password: string }

// LoginPage signs in.
export default function LoginPage() {
  const t = useWords(words)
  const [form] = Form.useForm<Values>()
  const { fault, busy, enter } = useEnter(form)
  return (
    <Alone title={t.signInTitle} why={t.signInWhy}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(body: Values) => void enter(() => ask(api.POST('/api/session', { body })))}>
        {fault && <Alert type="error" showIcon title={fault} role="alert" style={{ marginBottom: 16 }} />}
        <Form.Item name="login" label={t.login} rules={[{ required: true, message: t.needLogin }]}><Input size="large" autoFocus autoComplete="username" autoCapitalize="none" /></Form.Item>
        <Form.Item name="password" label={t.password} rules={[{ required: true, message: t.needPassword }]}><Input.Password size="large" autoComplete="current-password" /></Form.Item>
        <Button type="primary" htmlType="submit" size="large" block loading={busy}>{t.signIn}</Button>
      </Form>
    </Alone>
  )
}
