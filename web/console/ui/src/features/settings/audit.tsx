import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from 'antd'
import { api, ask } from '@/api/client'
import type { Query } from '@/api/types'
import { moment, unknown } from '@/format'
import { Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { A } from '@/parts/link'
import { useStaffNames, useStoreNames } from '@/parts/names'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { text, useQueryState } from '@/parts/state'
import { ofId } from '@/paths'
import { useWords } from '@/words'
import { useActors } from './actors'
import { auditWords } from './audit-words'
import { Changed, useLabel, useValue } from './changed'
import { diffsOf, type Entry } from './changes'
import { SettingsPage } from './frame'
import { words } from './words'

type Kind = NonNullable<Query<'/api/audit'>['object_kind']>

const kinds: readonly Kind[] = ['staff', 'store', 'token', 'setting', 'customer', 'order', 'product', 'spend', 'cost', 'import', 'preset', 'segment', 'community', 'task', 'experiment', 'job', 'backup', 'demo', 'payload', 'greeting']
const fields = { kind: text(), id: text(), staff: text(), page: text() }

// AuditLog is who changed what, latest first. The thing of a line (kind, id) can be the filter.
export default function AuditLog() {
  return <SettingsPage room="audit"><List /></SettingsPage>
}

function List() {
  const a = useWords(auditWords)
  const w = useWords(words)
  const staffNames = useStaffNames()
  const actors = useActors()
  const [{ kind, id, staff, page }, set] = useQueryState(fields)
  const object_kind = kinds.find((k) => k === kind)
  const query = { object_kind, object_id: (object_kind && id) || undefined, staff_id: staff || undefined, after: pageQuery(page).after, limit: 50 }
  const entries = useQuery({ queryKey: ['audit', 'list', query], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/audit', { params: { query }, signal })) })
  const thing = useThing(entries.data?.items)
  const verbs: Record<string, string> = a.verbs, kindNames: Record<string, string> = a.kinds
  const filtered = !!(object_kind || staff)
  const clear = { kind: '', id: '', staff: '' }
  const columns: Col<Entry>[] = [
    { key: 'at', title: a.when, fixed: true, width: 150, cell: (e) => <span className="num" style={{ whiteSpace: 'nowrap' }}>{moment(e.at)}</span> },
    { key: 'who', title: a.who, cell: (e) => actors(e) },
    { key: 'did', title: a.did, cell: (e) => verbs[e.verb] ?? e.verb },
    { key: 'thing', title: a.thing, cell: (e) => <Thing entry={e} name={thing(e)} kind={kindNames[e.object_kind] ?? e.object_kind} /> },
    { key: 'detail', title: a.detail, cell: (e) => <Detail entry={e} /> },
    { key: 'from', title: a.where, cell: (e) => <span className="soft">{e.address || '—'}</span> },
  ]
  return (
    <ResourceTable name="audit" label={w.rooms.audit[0]} columns={columns} rowKey={(e) => e.id} query={entries} page={page} onPage={(p) => set({ page: p })}
      filters={<FilterBar active={filtered} onClear={() => set(clear)}>
        <PickFilter label={a.staff} value={staff} onChange={(v) => set({ staff: v })} options={staffNames.options} />
        <PickFilter label={a.kind} value={kind} onChange={(v) => set({ kind: v, id: '' })} options={kinds.map((k) => ({ value: k, label: kindNames[k] ?? k }))} />
        {id && <span className="soft">{thing({ object_kind: kind, object_id: id }) || id}</span>}
      </FilterBar>}
      empty={filtered ? <Empty title={a.noMatch} why={a.noMatchWhy} action={<Button onClick={() => set(clear)}>{w.filterClear}</Button>} /> : <Empty title={a.none} why={a.noneWhy} />} />
  )
}

type Named = Pick<Entry, 'object_kind' | 'object_id'>

// useThing names the thing of an entry: staff and stores from their lists, people asked for by id.
function useThing(entries: readonly Entry[] | undefined): (e: Named) => string {
  const stores = useStoreNames(), staff = useStaffNames()
  const ids = [...new Set((entries ?? []).filter((e) => e.object_id.startsWith('cus_')).map((e) => e.object_id))].sort()
  const people = useQuery({ queryKey: ['names', ids], enabled: ids.length > 0, staleTime: 60_000, queryFn: () => ask(api.GET('/api/names', { params: { query: { customer_id: ids } } })) })
  return (e) => {
    switch (e.object_kind) {
      case 'staff': return e.object_id ? staff.nameOf(e.object_id) : ''
      case 'store': return e.object_id ? stores.nameOf(e.object_id) : ''
      case 'customer': return people.data?.items.find((p) => p.id === e.object_id)?.name ?? ''
    }
    return ''
  }
}

function Thing({ entry, name, kind }: { entry: Entry; name: string; kind: string }) {
  const link = entry.object_id ? ofId(entry.object_id) : null
  const text = name && name !== '—' ? name : ''
  return <span className="within">{kind}{(text || link) && ' · '}{link ? <A to={link}>{text || '↗'}</A> : text}</span>
}

// Detail says one change in the row itself, and several behind a press.
function Detail({ entry }: { entry: Entry }) {
  const a = useWords(auditWords)
  const label = useLabel()
  const value = useValue()
  const [open, setOpen] = useState(false)
  const diffs = diffsOf(entry)
  const one = diffs[0]
  if (!one) return <span className="soft">—</span>
  if (diffs.length === 1 && value(one.path, one.after ?? one.before) === unknown) return <span className="soft">{unknown}</span>
  if (diffs.length === 1) {
    return <span>{label(one.path)}: {one.before !== undefined && <><span className="soft">{value(one.path, one.before)}</span> → </>}{value(one.path, one.after)}</span>
  }
  return (
    <div>
      <Button type="link" size="small" style={{ padding: 0 }} aria-expanded={open} onClick={() => setOpen(!open)}>{a.details} ({diffs.length})</Button>
      {open && <Changed diffs={diffs} />}
    </div>
  )
}
