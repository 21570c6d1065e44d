import { App, Button, Form, Input, Tabs, Tag } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { useLeave } from '@/api/session'
import type { Session } from '@/api/types'
import { moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Empty } from '@/parts/feedback'
import { showFaults } from '@/parts/form'
import { Page } from '@/parts/page'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, useQueryState } from '@/parts/state'
import { useWords } from '@/words'
import { Preferences } from './preferences'
import { Profile } from './profile'
import { words } from './words'

const fields = { tab: choice(['profile', 'looks', 'sessions', 'password'], 'profile') }

// AccountPage is one's own account: what one may do, language and look, where one is signed in, the password.
export default function AccountPage() {
  const t = useWords(words)
  const [{ tab }, set] = useQueryState(fields)
  return (
    <Page title={t.account}>
      <Tabs activeKey={tab} onChange={(key) => set({ tab: fields.tab.read(key) })} items={[
        { key: 'profile', label: t.profile, children: <Profile /> },
        { key: 'looks', label: t.looks, children: <Preferences /> },
        { key: 'sessions', label: t.sessions, children: <Sessions /> },
        { key: 'password', label: t.changePassword, children: <Password /> },
      ]} />
    </Page>
  )
}

function Sessions() {
  const t = useWords(words)
  const act = useAct()
  const leave = useLeave()
  const { modal } = App.useApp()
  const queries = useQueryClient()
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: () => ask(api.GET('/api/sessions')) })
  const end = async (id: string) => {
    if (await act(() => ask(api.DELETE('/api/sessions/{id}', { params: { path: { id } } })), t.ended)) await queries.invalidateQueries({ queryKey: ['sessions'] })
  }
  const all = () => modal.confirm({ title: t.endAll, content: t.endAllWhy, okText: t.endAll, onOk: async () => { if (await act(() => ask(api.DELETE('/api/sessions')))) await leave() } })
  const columns: Col<Session>[] = [
    { key: 'device', title: t.device, fixed: true, cell: (s) => <span title={s.agent}>{s.agent.slice(0, 60) || '—'} {s.current && <Tag color="success">{t.current}</Tag>}</span> },
    { key: 'address', title: t.address, cell: (s) => s.address || '—' },
    { key: 'since', title: t.since, cell: (s) => moment(s.created_at) },
    { key: 'seen', title: t.seen, cell: (s) => moment(s.seen_at) },
    { key: 'expires', title: t.expires, cell: (s) => moment(s.expires_at) },
    { key: 'end', title: t.end, cell: (s) => (s.current ? null : <Button size="small" onClick={() => void end(s.id)}>{t.end}</Button>) },
  ]
  return <ResourceTable name="sessions" label={t.sessions} columns={columns} rowKey={(s) => s.id} query={sessions} page="" onPage={() => undefined}
    tools={<Button onClick={all}>{t.endAll}</Button>} empty={<Empty title={t.noSessions} />} />
}

interface Values { old: string; new: string }

function Password() {
  const t = useWords(words)
  const act = useAct()
  const [form] = Form.useForm<Values>()
  const [fault, setFault] = useState<string>()
  const change = async (body: Values) => {
    setFault(undefined)
    await act(async () => {
      try {
        await ask(api.PUT('/api/session/password', { body }))
        form.resetFields()
      } catch (error) {
        setFault(showFaults(form, error))
        throw error
      }
    }, t.changed)
  }
  return (
    <section className="card" style={{ maxWidth: 480 }}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(v: Values) => void change(v)}>
        <Form.Item name="old" label={t.oldPassword} rules={[{ required: true, message: t.needPassword }]}><Input.Password autoComplete="current-password" /></Form.Item>
        <Form.Item name="new" label={t.newPassword} extra={t.passwordHint} rules={[{ required: true, message: t.needPassword }]} validateStatus={fault ? 'error' : undefined} help={fault}><Input.Password autoComplete="new-password" /></Form.Item>
        <Button type="primary" htmlType="submit">{t.change}</Button>
      </Form>
    </section>
  )
}
