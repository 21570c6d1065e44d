import { PlusOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Staff } from '@/api/types'
import { date } from '@/format'
import { Allowed, Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { A } from '@/parts/link'
import { useStoreNames } from '@/parts/names'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { flag, text, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { SettingsPage } from './frame'
import { ShowOnce, type Once } from './link-once'
import { pageWords } from './page-words'
import { StaffActs } from './staff-acts'
import { StaffForm } from './staff-form'
import { StaffLeave } from './staff-leave'
import { words } from './words'

const fields = { left: flag(), store: text(), page: text(), edit: text(), leave: text() }

// StaffSettings lists who works here. The open form is in the address: edit=new or an id, leave=an id.
export default function StaffSettings() {
  const t = useWords(pageWords)
  const [, set] = useQueryState(fields)
  return (
    <SettingsPage room="staff" actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => set({ edit: 'new' })}>{t.hire}</Button>}>
      <List />
    </SettingsPage>
  )
}

function List() {
  const t = useWords(pageWords)
  const w = useWords(words)
  const stores = useStoreNames()
  const [once, setOnce] = useState<Once | null>(null)
  const [{ left, store, page, edit, leave }, set] = useQueryState(fields)
  const { after } = pageQuery(page)
  const staff = useQuery({ queryKey: ['staff', 'list', left, store, after], placeholderData: keepPreviousData, queryFn: () => ask(api.GET('/api/staff', { params: { query: { left, store_id: store || undefined, after, limit: 50 } } })) })
  const roles: Record<string, string> = w.roles, scopes: Record<string, string> = w.scopes
  const find = (id: string) => staff.data?.items.find((s) => s.id === id)
  const columns: Col<Staff>[] = [
    { key: 'name', title: t.person, fixed: true, cell: (s) => <A to={to.customers({ staff: s.id })} title={t.theirCustomers}>{s.name}</A> },
    { key: 'login', title: t.login, cell: (s) => s.login },
    { key: 'role', title: w.role, cell: (s) => roles[s.role] ?? s.role },
    { key: 'scope', title: w.scope, cell: (s) => (s.scope === 'store' ? stores.nameOf(s.store_id) : (scopes[s.scope] ?? s.scope)) },
    { key: 'store', title: w.store, hidden: true, cell: (s) => stores.nameOf(s.store_id) },
    { key: 'code', title: w.code, cell: (s) => s.code || '—' },
    { key: 'since', title: w.since, cell: (s) => date(s.created_at) },
    { key: 'state', title: w.state, cell: (s) => (s.left_at ? <Tag>{t.leftAt(date(s.left_at))}</Tag> : <Tag color="success">{t.here}</Tag>) },
    { key: 'act', title: w.actions, cell: (s) => <StaffActs who={s} onEdit={() => set({ edit: s.id })} onLeave={() => set({ leave: s.id })} onOnce={setOnce} /> },
  ]
  const clear = { left: false, store: '' }
  return (
    <>
      <ResourceTable name="staff" label={w.rooms.staff[0]} columns={columns} rowKey={(s) => s.id} query={staff} page={page} onPage={(p) => set({ page: p })}
        filters={<FilterBar active={left || !!store} onClear={() => set(clear)}>
          <PickFilter label={w.store} value={store} onChange={(v) => set({ store: v })} options={stores.options} />
          <Checkbox checked={left} onChange={(e) => set({ left: e.target.checked })}>{t.withLeft}</Checkbox>
        </FilterBar>}
        empty={store ? <Empty title={t.nobodyHere} why={t.nobodyHereWhy} action={<Button onClick={() => set(clear)}>{w.filterClear}</Button>} />
          : <Empty title={t.noStaff} why={t.noStaffWhy} action={<Allowed to="staff.manage" quiet><Button onClick={() => set({ edit: 'new' })}>{t.hire}</Button></Allowed>} />} />
      <StaffForm id={edit} who={find(edit)} onClose={() => set({ edit: '' }, true)} onHired={setOnce} />
      <StaffLeave who={find(leave)} onClose={() => set({ leave: '' }, true)} />
      <ShowOnce once={once} onClose={() => setOnce(null)} />
    </>
  )
}
