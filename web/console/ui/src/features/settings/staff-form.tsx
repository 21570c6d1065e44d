import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Drawer, Form, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import { useWho } from '@/api/session'
import type { Schema, Staff } from '@/api/types'
import { showFaults } from '@/parts/form'
import { useStoreNames } from '@/parts/names'
import { useNarrow } from '@/theme/mode'
import { useWords } from '@/words'
import { linkOf, type Once } from './link-once'
import { pageWords } from './page-words'
import { words } from './words'

export type Role = Schema<'HireInBody'>['role']
export type Scope = NonNullable<Schema<'HireInBody'>['scope']>

// Placed is what a role, a scope and a store need of a form.
export interface Placed { name: string; role: Role; scope: Scope; store_id?: string }
interface Values extends Placed { login: string; code?: string }
interface Props { id: string; who: Staff | undefined; onClose: () => void; onHired: (once: Once) => void }

// useRoles gives what each role may do, the most powerful first.
export function useRoles() {
  return useQuery({ queryKey: ['staff', 'roles'], staleTime: Infinity, queryFn: () => ask(api.GET('/api/staff/roles')) })
}

const roleWords: readonly Role[] = ['owner', 'admin', 'operator', 'store', 'reader']
const scopeWords: readonly Scope[] = ['own', 'store', 'all']

// placeOf reads role and scope of a person; somebody new begins with the least that does daily work.
const placeOf = (who: Staff | undefined) => ({ role: roleWords.find((r) => r === who?.role) ?? 'store', scope: scopeWords.find((s) => s === who?.scope) ?? 'store' })

// StaffForm takes somebody on, or changes what is said of them.
export function StaffForm({ id, who, onClose, onHired }: Props) {
  const t = useWords(pageWords)
  const w = useWords(words)
  const narrow = useNarrow()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string>()
  const open = id === 'new' || !!who
  useEffect(() => {
    if (!open) return
    setFault(undefined)
    form.setFieldsValue({ name: who?.name ?? '', login: who?.login ?? '', code: who?.code ?? '', ...placeOf(who), store_id: who?.store_id || undefined })
  }, [open, who, form])
  const save = async (v: Values) => {
    setBusy(true)
    setFault(undefined)
    const body = { name: v.name, code: v.code, role: v.role, scope: v.scope, store_id: v.store_id ?? '' }
    try {
      if (who) await ask(api.PUT('/api/staff/{id}', { params: { path: { id: who.id } }, body: { ...body, version: who.version } }))
      else {
        const hired = await ask(api.POST('/api/staff', { body: { ...body, login: v.login } }))
        onHired({ title: t.hiredTitle(v.name), secret: linkOf(hired.link.path), expires: hired.link.expires, why: t.hiredWhy(v.login) })
      }
      onClose()
      await Promise.all([queries.invalidateQueries({ queryKey: ['staff'] }), queries.invalidateQueries({ queryKey: ['onboarding'] })])
    } catch (error) {
      const rest = showFaults(form, error)
      const store = asProblem(error).field('store') // the API names it otherwise than the body
      if (store) form.setFields([{ name: 'store_id', errors: [store] }])
      else setFault(rest)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Drawer open={open} onClose={onClose} title={who ? t.editStaff : t.hire} size={narrow ? '100%' : 440} forceRender
      footer={<div className="row"><span className="grow" /><Button onClick={onClose}>{w.cancel}</Button><Button type="primary" loading={busy} onClick={() => form.submit()}>{who ? w.save : t.hireAct}</Button></div>}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(v: Values) => void save(v)}>
        {fault && <Alert type="error" showIcon title={fault} role="alert" style={{ marginBottom: 16 }} />}
        <Form.Item name="name" label={t.person} rules={[{ required: true, message: w.needValue }]}><Input maxLength={64} autoComplete="off" /></Form.Item>
        <Form.Item name="login" label={t.login} extra={who ? undefined : t.loginHint} rules={[{ required: !who, message: w.needValue }]}><Input maxLength={64} disabled={!!who} autoComplete="off" autoCapitalize="none" /></Form.Item>
        <RoleAndScope />
        <Form.Item name="code" label={w.code} extra={w.codeHint}><Input maxLength={64} autoComplete="off" /></Form.Item>
        <button type="submit" hidden />
      </Form>
    </Drawer>
  )
}

// RoleAndScope are three inputs that depend on each other: a role has its scopes, a scope may need a store.
export function RoleAndScope({ without = [] }: { without?: readonly string[] }) {
  const form = Form.useFormInstance<Placed>()
  const t = useWords(pageWords)
  const w = useWords(words)
  const me = useWho()
  const stores = useStoreNames()
  const roles = useRoles()
  const names: Record<string, string> = w.roles, scopeNames: Record<string, string> = w.scopes, does: Record<string, string> = t.roleDoes
  const role = Form.useWatch('role', form), scope = Form.useWatch('scope', form)
  const list = (roles.data?.items ?? []).filter((r) => !without.includes(r.role) && (r.role !== 'owner' || me.role === 'owner'))
  const scopes = (roles.data?.items.find((r) => r.role === role)?.scopes ?? []).filter((s) => !(without.length > 0 && s === 'own'))
  const pickRole = (next: string) => {
    const may = roles.data?.items.find((r) => r.role === next)?.scopes ?? []
    if (!may.includes(scope)) form.setFieldsValue({ scope: may.includes('store') ? 'store' : 'all' })
  }
  return (
    <>
      <Form.Item name="role" label={w.role} extra={does[role ?? '']} rules={[{ required: true, message: w.needValue }]}>
        <Select onChange={pickRole} options={list.map((r) => ({ value: r.role, label: names[r.role] ?? r.role }))} />
      </Form.Item>
      <Form.Item name="scope" label={w.scope} rules={[{ required: true, message: w.needValue }]}>
        <Select options={scopes.map((s) => ({ value: s, label: scopeNames[s] ?? s }))} disabled={scopes.length < 2} />
      </Form.Item>
      {scope !== 'all' && (
        <Form.Item name="store_id" label={w.store} rules={[{ required: scope === 'store', message: w.needValue }]}>
          <Select allowClear={scope !== 'store'} showSearch={{ optionFilterProp: 'label' }} options={stores.options} placeholder={w.noStore} />
        </Form.Item>
      )}
    </>
  )
}
