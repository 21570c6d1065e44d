import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Drawer, Dropdown, Form, Input, Tag } from 'antd'
import { EllipsisOutlined, PlusOutlined } from '@ant-design/icons'
import { useEffect, useState } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import type { Store } from '@/api/types'
import { date } from '@/format'
import { useAct, useUndoToast } from '@/parts/confirm'
import { Allowed, Empty } from '@/parts/feedback'
import { FilterBar } from '@/parts/filter-bar'
import { showFaults } from '@/parts/form'
import { A } from '@/parts/link'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { flag, text, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useNarrow } from '@/theme/mode'
import { useWords } from '@/words'
import { SettingsPage } from './frame'
import { pageWords } from './page-words'
import { words } from './words'

const fields = { closed: flag(), page: text(), edit: text() }

// StoreSettings lists the stores, opens, changes and closes them. The form is in the address: edit=new or the store's id.
export default function StoreSettings() {
  const t = useWords(pageWords)
  const [, set] = useQueryState(fields)
  return (
    <SettingsPage room="stores" actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => set({ edit: 'new' })}>{t.openStore}</Button>}>
      <List />
    </SettingsPage>
  )
}

function List() {
  const t = useWords(pageWords)
  const w = useWords(words)
  const [{ closed, page, edit }, set] = useQueryState(fields)
  const { after } = pageQuery(page)
  const stores = useQuery({ queryKey: ['stores', 'list', closed, after], placeholderData: keepPreviousData, queryFn: () => ask(api.GET('/api/stores', { params: { query: { closed, after, limit: 50 } } })) })
  const columns: Col<Store>[] = [
    { key: 'name', title: w.name, fixed: true, cell: (s) => <A to={to.customers({ store: s.id })}>{s.name}</A> },
    { key: 'code', title: w.code, cell: (s) => <span className="num">{s.code}</span> },
    { key: 'city', title: t.city, cell: (s) => s.city || '—' },
    { key: 'state', title: w.state, cell: (s) => (s.closed ? <Tag>{t.closed}</Tag> : <Tag color="success">{t.open}</Tag>) },
    { key: 'since', title: t.openedAt, cell: (s) => date(s.created_at) },
    { key: 'act', title: w.actions, cell: (s) => <Acts store={s} onEdit={() => set({ edit: s.id })} /> },
  ]
  return (
    <>
      <ResourceTable name="stores" label={w.rooms.stores[0]} columns={columns} rowKey={(s) => s.id} query={stores} page={page} onPage={(p) => set({ page: p })}
        filters={<FilterBar active={closed} onClear={() => set({ closed: false })}><Checkbox checked={closed} onChange={(e) => set({ closed: e.target.checked })}>{t.withClosed}</Checkbox></FilterBar>}
        empty={<Empty title={t.noStores} why={t.noStoresWhy} action={<Allowed to="store.manage" quiet><Button onClick={() => set({ edit: 'new' })}>{t.openStore}</Button></Allowed>} />} />
      <StoreForm id={edit} store={stores.data?.items.find((s) => s.id === edit)} onClose={() => set({ edit: '' }, true)} />
    </>
  )
}

function Acts({ store, onEdit }: { store: Store; onEdit: () => void }) {
  const t = useWords(pageWords)
  const act = useAct()
  const may = useMay()
  const toast = useUndoToast()
  const queries = useQueryClient()
  if (!may('store.manage')) return null
  const fresh = () => queries.invalidateQueries({ queryKey: ['stores'] })
  const reopen = (version: number) => ask(api.POST('/api/stores/{id}/reopen', { params: { path: { id: store.id } }, body: { version } }))
  const close = async () => {
    let version = store.version
    const ok = await act(async () => { version = (await ask(api.POST('/api/stores/{id}/close', { params: { path: { id: store.id } }, body: { version } }))).version })
    await fresh()
    if (ok) toast(t.storeClosed(store.name), async () => { await reopen(version); await fresh() })
  }
  const open = async () => { await act(() => reopen(store.version), t.storeReopened(store.name)); await fresh() }
  const items = [
    { key: 'edit', label: t.editStore, onClick: onEdit },
    store.closed ? { key: 'open', label: t.reopen, onClick: () => void open() } : { key: 'close', label: t.close, onClick: () => void close() },
  ]
  return <Dropdown menu={{ items }} trigger={['click']}><Button type="text" icon={<EllipsisOutlined />} aria-label={t.actsOf(store.name)} /></Dropdown>
}

interface Values { name: string; code?: string; city?: string }

function StoreForm({ id, store, onClose }: { id: string; store: Store | undefined; onClose: () => void }) {
  const t = useWords(pageWords)
  const w = useWords(words)
  const narrow = useNarrow()
  const act = useAct()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const [busy, setBusy] = useState(false)
  const open = id === 'new' || !!store
  useEffect(() => {
    if (open) form.setFieldsValue({ name: store?.name ?? '', code: store?.code ?? '', city: store?.city ?? '' })
  }, [open, store, form])
  const save = async (v: Values) => {
    setBusy(true)
    const ok = await act(async () => {
      try {
        await (store ? ask(api.PUT('/api/stores/{id}', { params: { path: { id: store.id } }, body: { ...v, version: store.version } })) : ask(api.POST('/api/stores', { body: v })))
      } catch (error) {
        showFaults(form, error)
        throw error
      }
    }, w.saved)
    setBusy(false)
    if (!ok) return
    onClose()
    await Promise.all([queries.invalidateQueries({ queryKey: ['stores'] }), queries.invalidateQueries({ queryKey: ['onboarding'] })])
  }
  return (
    <Drawer open={open} onClose={onClose} title={store ? t.editStore : t.openStore} size={narrow ? '100%' : 420} destroyOnHidden forceRender
      footer={<div className="row"><span className="grow" /><Button onClick={onClose}>{w.cancel}</Button><Button type="primary" loading={busy} onClick={() => form.submit()}>{w.save}</Button></div>}>
      <Form form={form} layout="vertical" onFinish={(v: Values) => void save(v)} requiredMark={false}>
        <Form.Item name="name" label={w.name} rules={[{ required: true, message: w.needValue }]}><Input maxLength={64} /></Form.Item>
        <Form.Item name="city" label={t.city}><Input maxLength={64} /></Form.Item>
        <Form.Item name="code" label={w.code} extra={w.codeHint}><Input maxLength={64} /></Form.Item>
        <button type="submit" hidden />
      </Form>
    </Drawer>
  )
}
