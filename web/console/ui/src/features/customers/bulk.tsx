import { TagOutlined, UserSwitchOutlined } from '@ant-design/icons'
import { App, Button, Modal, Select } from 'antd'
import { useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import type { Listed, Schema } from '@/api/types'
import { count, total } from '@/format'
import { useAct, useUndoToast } from '@/parts/confirm'
import { Allowed } from '@/parts/feedback'
import { useStaffNames, useStoreNames, useTagNames } from '@/parts/names'
import type { Chosen } from '@/parts/resource-table'
import { useWords } from '@/words'
import { BulkProgress } from './bulk-progress'
import type { Filter } from './list-query'
import { words } from './words'

type Act = 'tag' | 'untag' | 'assign'
type Body = Schema<'BulkInBody'>

interface Props {
  chosen: Chosen
  filter: Filter
  size: { total?: number; more?: boolean } | undefined
  rowOf: (id: string) => Listed | undefined
  onDone: () => void
}

// BulkActs does something to the chosen people. What is done to rows can be undone exactly; of a whole filter it cannot be
// known how everybody was before, so its window says so and how many they are.
export default function BulkActs(p: Props) {
  const t = useWords(words)
  const [act, setAct] = useState<Act>()
  return (
    <Allowed to="customer.edit" quiet>
      <Button size="small" icon={<TagOutlined />} onClick={() => setAct('tag')}>{t.putTag}</Button>
      <Button size="small" onClick={() => setAct('untag')}>{t.takeTag}</Button>
      <Button size="small" icon={<UserSwitchOutlined />} onClick={() => setAct('assign')}>{t.assign}</Button>
      {act && <BulkWindow key={act} {...p} act={act} onClose={() => setAct(undefined)} />}
    </Allowed>
  )
}

function BulkWindow({ act, chosen, filter, size, rowOf, onDone, onClose }: Props & { act: Act; onClose: () => void }) {
  const t = useWords(words)
  const run = useAct()
  const toast = useUndoToast()
  const { notification } = App.useApp()
  const [draft, setDraft] = useState<Draft>({ tags: [], store: '', staff: '' })
  const [busy, setBusy] = useState(false)
  const [key] = useState(freshKey)
  const n = chosen.all ? total(size?.total, size?.more ?? false) : count(chosen.ids.length)
  const title = { tag: t.putTagTo(n), untag: t.takeTagFrom(n), assign: t.assignN(n) }[act]
  const begin = (body: Body, idem = freshKey()) => ask(api.POST('/api/customers/bulk', { body, headers: { 'Idempotency-Key': idem } }))
  const go = async () => {
    setBusy(true)
    const what: Body = act === 'assign' ? { act, store_id: draft.store, staff_id: draft.staff } : { act, tags: draft.tags }
    const well = await run(async () => {
      const job = await begin(chosen.all ? { ...what, filter } : { ...what, people: chosen.ids }, key)
      if (job.state === 'waiting' || job.state === 'running') {
        notification.open({ key: job.id, title, description: <BulkProgress id={job.id} onOver={onDone} />, duration: 0, placement: 'bottomRight' })
      } else if (chosen.all) {
        notification.success({ title: t.bulkDone(count(job.done)), placement: 'bottom', duration: 4 })
      } else {
        const back = backOf(act, draft, chosen.ids, rowOf)
        toast(t.bulkDone(count(job.done)), async () => { for (const b of back) await begin(b); onDone() })
      }
    })
    setBusy(false)
    if (well) { onClose(); onDone() }
  }
  const ready = act === 'assign' || draft.tags.length > 0
  return (
    <Modal open title={title} onCancel={onClose} okText={title} cancelText={t.cancel} confirmLoading={busy} okButtonProps={{ disabled: !ready }} onOk={() => void go()}>
      <div className="stack tight">
        <Fields act={act} draft={draft} set={setDraft} />
        {chosen.all && <p className="soft small">{t.bulkAllNote}</p>}
      </div>
    </Modal>
  )
}

interface Draft { tags: string[]; store: string; staff: string }

// backOf gives the acts that make the rows again what they were: only who had not the tag loses it, everybody goes back to
// the store and the person they had.
function backOf(act: Act, draft: Draft, ids: string[], rowOf: (id: string) => Listed | undefined): Body[] {
  const groups = new Map<string, Body & { people: string[] }>()
  const put = (name: string, id: string, body: Body) => {
    const one = groups.get(name) ?? { ...body, people: [] }
    one.people.push(id)
    groups.set(name, one)
  }
  for (const id of ids) {
    const row = rowOf(id)
    if (!row) continue
    if (act === 'assign') { put(`${row.store_id}/${row.staff_id}`, id, { act, store_id: row.store_id, staff_id: row.staff_id }); continue }
    const had = row.tags.map((x) => (x.family ? `${x.family}/${x.name}` : x.name))
    for (const tag of draft.tags) {
      if (had.includes(tag) === (act === 'untag')) put(tag, id, { act: act === 'tag' ? 'untag' : 'tag', tags: [tag] })
    }
  }
  return [...groups.values()]
}

function Fields({ act, draft, set }: { act: Act; draft: Draft; set: (d: Draft) => void }) {
  const t = useWords(words)
  const tags = useTagNames()
  const stores = useStoreNames()
  const staff = useStaffNames()
  if (act !== 'assign') {
    return (
      <Select mode={act === 'tag' ? 'tags' : 'multiple'} value={draft.tags} onChange={(v: string[]) => set({ ...draft, tags: v.map((x) => x.trim()).filter(Boolean) })} autoFocus style={{ width: '100%' }}
        options={tags.names.map((value) => ({ value, label: value }))} placeholder={t.tagName} aria-label={t.tagName} tokenSeparators={[',', '，', ';', '；']} />
    )
  }
  return (
    <>
      <Select value={draft.store || undefined} onChange={(v: string | undefined) => set({ ...draft, store: v ?? '' })} options={stores.options} allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t.noStore} aria-label={t.store} style={{ width: '100%' }} />
      <Select value={draft.staff || undefined} onChange={(v: string | undefined) => set({ ...draft, staff: v ?? '' })} options={staff.options} allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t.noStaff} aria-label={t.staff} style={{ width: '100%' }} />
    </>
  )
}
