import { Alert, Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { endSignIn } from '@/api/line'
import { asProblem } from '@/api/problem'
import { useTakeSession, useWho } from '@/api/session'
import { useWords } from '@/words'
import { words as account } from '@/features/account/words'
import { words } from './words'

// SignInAgain opens over a page whose session ended. The page stays as it is: after the password the waiting requests go
// on. It is for the same person; another account starts afresh.
export default function SignInAgain() {
  const t = useWords(words)
  const a = useWords(account)
  const who = useWho()
  const take = useTakeSession()
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const signIn = async ({ password }: { password: string }) => {
    setBusy(true)
    try {
      take(await ask(api.POST('/api/session', { body: { login: who.login, password } })))
      endSignIn(true)
    } catch (e) {
      setError(asProblem(e).say())
    } finally {
      setBusy(false)
    }
  }
  const other = () => { endSignIn(false); location.assign('/console/login') }
  return (
    <Modal open title={t.signInAgain} closable={false} mask={{ closable: false }} keyboard={false} footer={null} zIndex={2000}>
      <Form layout="vertical" onFinish={(v: { password: string }) => void signIn(v)} requiredMark={false}>
        <p className="soft">{t.signInAgainWhy}</p>
        {error && <Alert type="error" showIcon title={error} role="alert" style={{ margin: '8px 0' }} />}
        <Form.Item label={a.login}><Input value={who.login} disabled autoComplete="username" /></Form.Item>
        <Form.Item name="password" label={a.password} rules={[{ required: true, message: a.needPassword }]}><Input.Password autoFocus autoComplete="current-password" /></Form.Item>
        <div className="row"><Button type="primary" htmlType="submit" loading={busy}>{a.signIn}</Button><Button type="text" onClick={other}>{t.otherAccount}</Button></div>
      </Form>
    </Modal>
  )
}
