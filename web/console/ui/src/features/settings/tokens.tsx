import { PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Checkbox, Drawer, Form, Input, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { Schema } from '@/api/types'
import { ago, date, moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Empty } from '@/parts/feedback'
import { FilterBar } from '@/parts/filter-bar'
import { showFaults } from '@/parts/form'
import { useStaffNames, useStoreNames } from '@/parts/names'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { flag, text, useQueryState } from '@/parts/state'
import { useNarrow } from '@/theme/mode'
import { useWords } from '@/words'
import { SettingsPage } from './frame'
import { ShowOnce, type Once } from './link-once'
import { pageWords } from './page-words'
import { RoleAndScope, type Placed, type Role, type Scope } from './staff-form'
import { words } from './words'

type Token = Schema<'Token'>

const fields = { revoked: flag(), page: text(), issue: flag() }

// TokenSettings lists the keys of other systems, issues and revokes them.
export default function TokenSettings() {
  const t = useWords(pageWords)
  const [, set] = useQueryState(fields)
  return (
    <SettingsPage room="tokens" actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => set({ issue: true })}>{t.issueToken}</Button>}>
      <List />
    </SettingsPage>
  )
}

function List() {
  const t = useWords(pageWords)
  const w = useWords(words)
  const stores = useStoreNames()
  const staff = useStaffNames()
  const [once, setOnce] = useState<Once | null>(null)
  const [{ revoked, page, issue }, set] = useQueryState(fields)
  const { after } = pageQuery(page)
  const tokens = useQuery({ queryKey: ['tokens', 'list', revoked, after], placeholderData: keepPreviousData, queryFn: () => ask(api.GET('/api/tokens', { params: { query: { revoked, after, limit: 50 } } })) })
  const roles: Record<string, string> = w.roles, scopes: Record<string, string> = w.scopes
  const columns: Col<Token>[] = [
    { key: 'name', title: t.whatFor, fixed: true, cell: (x) => x.name },
    { key: 'role', title: w.role, cell: (x) => roles[x.role] ?? x.role },
    { key: 'scope', title: w.scope, cell: (x) => (x.scope === 'store' ? stores.nameOf(x.store_id) : (scopes[x.scope] ?? x.scope)) },
    { key: 'by', title: t.issuedBy, cell: (x) => staff.nameOf(x.created_by) },
    { key: 'at', title: t.issuedAt, cell: (x) => date(x.created_at) },
    { key: 'used', title: t.lastUsed, cell: (x) => (x.last_used_at ? <span title={moment(x.last_used_at)}>{ago(x.last_used_at)}</span> : t.neverUsed) },
    { key: 'state', title: w.state, cell: (x) => (x.revoked_at ? <Tag>{t.revokedAt(date(x.revoked_at))}</Tag> : <Tag color="success">{t.live}</Tag>) },
    { key: 'act', title: w.actions, cell: (x) => (x.revoked_at ? null : <Revoke token={x} />) },
  ]
  return (
    <>
      <ResourceTable name="tokens" label={w.rooms.tokens[0]} columns={columns} rowKey={(x) => x.id} query={tokens} page={page} onPage={(p) => set({ page: p })}
        filters={<FilterBar active={revoked} onClear={() => set({ revoked: false })}><Checkbox checked={revoked} onChange={(e) => set({ revoked: e.target.checked })}>{t.withRevoked}</Checkbox></FilterBar>}
        empty={<Empty title={t.noTokens} why={t.noTokensWhy} action={<Button onClick={() => set({ issue: true })}>{t.issueToken}</Button>} />} />
      <Issue open={issue} onClose={() => set({ issue: false }, true)} onIssued={setOnce} />
      <ShowOnce once={once} onClose={() => setOnce(null)} />
    </>
  )
}

// Revoke asks: other systems stop at once, and a token does not come back.
function Revoke({ token }: { token: Token }) {
  const t = useWords(pageWords)
  const act = useAct()
  const queries = useQueryClient()
  const { modal } = App.useApp()
  const question = () => modal.confirm({
    title: t.revokeTitle(token.name), content: t.revokeWhat, okText: t.revoke, okButtonProps: { danger: true },
    onOk: async () => {
      await act(() => ask(api.DELETE('/api/tokens/{id}', { params: { path: { id: token.id } } })), t.revoked(token.name))
      await queries.invalidateQueries({ queryKey: ['tokens'] })
    },
  })
  return <Button size="small" onClick={question} aria-label={t.revokeTitle(token.name)}>{t.revoke}</Button>
}

type TokenRole = Schema<'IssueTokenInBody'>['role']
type TokenScope = Schema<'IssueTokenInBody'>['scope']

// An owner's power is nobody's to give, and a token looks after nobody.
const tokenRole = (r: Role): TokenRole => (r === 'owner' ? 'admin' : r)
const tokenScope = (s: Scope): TokenScope => (s === 'own' ? 'store' : s)

function Issue({ open, onClose, onIssued }: { open: boolean; onClose: () => void; onIssued: (once: Once) => void }) {
  const t = useWords(pageWords)
  const w = useWords(words)
  const narrow = useNarrow()
  const queries = useQueryClient()
  const [form] = Form.useForm<Placed>()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const issue = async (v: Placed) => {
    setBusy(true)
    setFault(undefined)
    try {
      const got = await ask(api.POST('/api/tokens', { body: { name: v.name, role: tokenRole(v.role), scope: tokenScope(v.scope), store_id: v.store_id ?? '' } }))
      onIssued({ title: t.issuedTitle(v.name), secret: got.token, why: t.issuedWhy, more: <p className="soft small">{t.tokenHow} <code>Authorization: Bearer …</code></p> })
      form.resetFields()
      onClose()
      await queries.invalidateQueries({ queryKey: ['tokens'] })
    } catch (error) {
      const rest = showFaults(form, error)
      const store = asProblem(error).field('store')
      if (store) form.setFields([{ name: 'store_id', errors: [store] }])
      else setFault(rest)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Drawer open={open} onClose={onClose} title={t.issueToken} size={narrow ? '100%' : 440} forceRender
      footer={<div className="row"><span className="grow" /><Button onClick={onClose}>{w.cancel}</Button><Button type="primary" loading={busy} onClick={() => form.submit()}>{t.issueAct}</Button></div>}>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ role: 'reader', scope: 'all' }} onFinish={(v: Placed) => void issue(v)}>
        {fault && <Alert type="error" showIcon title={fault} role="alert" style={{ marginBottom: 16 }} />}
        <Form.Item name="name" label={t.whatFor} extra={t.whatForHint} rules={[{ required: true, message: w.needValue }]}><Input maxLength={64} autoComplete="off" /></Form.Item>
        <RoleAndScope without={['owner']} />
        <button type="submit" hidden />
      </Form>
    </Drawer>
  )
}
