import { DeleteOutlined, StarOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { Button, Checkbox, Input, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { useWho } from '@/api/session'
import type { Schema } from '@/api/types'
import { useAct, useUndoToast } from '@/parts/confirm'
import { ErrorState, Skeleton } from '@/parts/feedback'
import { A } from '@/parts/link'
import { Popup } from '@/parts/popup'
import { to } from '@/paths'
import { useWords } from '@/words'
import { savedQuery } from './list-query'
import { words } from './words'

const page = 'customers'
type View = Schema<'SavedView'>

// SavedViews are filters and order of the list under a name: one's own, and those that others share.
export function SavedViews() {
  const t = useWords(words)
  const [open, setOpen] = useState(false)
  return (
    <Popup open={open} onOpenChange={setOpen} title={t.views} content={<Panel onDone={() => setOpen(false)} />}>
      <Button icon={<StarOutlined />}>{t.views}</Button>
    </Popup>
  )
}

function Panel({ onDone }: { onDone: () => void }) {
  const t = useWords(words)
  const all = useQuery({ queryKey: ['views', page], queryFn: () => ask(api.GET('/api/views', { params: { query: { page } } })) })
  return (
    <div className="stack tight" style={{ width: 300, maxWidth: '80vw' }}>
      {all.error ? <ErrorState error={all.error} small retry={() => void all.refetch()} />
        : !all.data ? <Skeleton lines={3} />
        : all.data.items.length === 0 ? <p className="soft">{t.noViews}</p>
        : <ul className="plain stack tight">{all.data.items.map((v) => <One key={v.id} view={v} onDone={onDone} />)}</ul>}
      <SaveThis onDone={onDone} />
    </div>
  )
}

function One({ view, onDone }: { view: View; onDone: () => void }) {
  const t = useWords(words)
  const who = useWho()
  const act = useAct()
  const toast = useUndoToast()
  const queries = useQueryClient()
  const again = () => queries.invalidateQueries({ queryKey: ['views'] })
  const drop = async () => {
    if (!await act(() => ask(api.DELETE('/api/views/{id}', { params: { path: { id: view.id } } })))) return
    void again()
    toast(t.viewGone(view.name), async () => {
      await ask(api.POST('/api/views', { body: { page, name: view.name, query: view.query, shared: view.shared } }))
      await again()
    })
  }
  return (
    <li className="row" style={{ flexWrap: 'nowrap' }}>
      <A className="grow" to={to.customers(Object.fromEntries(new URLSearchParams(view.query)))} onClick={onDone} style={{ overflowWrap: 'anywhere' }}>{view.name}</A>
      {view.shared && <Tag>{t.viewShared}</Tag>}
      {view.staff_id === who.staff_id && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`${t.remove} ${view.name}`} onClick={() => void drop()} />}
    </li>
  )
}

function SaveThis({ onDone }: { onDone: () => void }) {
  const t = useWords(words)
  const act = useAct()
  const queries = useQueryClient()
  const { searchStr } = useLocation()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const query = savedQuery(searchStr)
  if (query === '') return <p className="soft small">{t.viewNothing}</p>
  const save = async () => {
    if (!await act(() => ask(api.POST('/api/views', { body: { page, name: name.trim(), query, shared } })), t.viewKept)) return
    await queries.invalidateQueries({ queryKey: ['views'] })
    onDone()
  }
  return (
    <form className="stack tight" onSubmit={(e) => { e.preventDefault(); if (name.trim()) void save() }}>
      <Input value={name} onChange={(e) => setName(e.target.value)} maxLength={64} placeholder={t.viewName} aria-label={t.viewName} />
      <div className="row">
        <Checkbox checked={shared} onChange={(e) => setShared(e.target.checked)}>{t.viewShare}</Checkbox>
        <span className="grow" />
        <Button htmlType="submit" size="small" type="primary" disabled={!name.trim()}>{t.viewSave}</Button>
      </div>
    </form>
  )
}
