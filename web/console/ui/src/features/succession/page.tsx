import { SwapOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count, moment } from '@/format'
import { Allowed, Empty } from '@/parts/feedback'
import { useStaffNames } from '@/parts/names'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { text, useQueryState } from '@/parts/state'
import { useWords } from '@/words'
import { SettingsPage } from '../settings/frame'
import { BeginSuccession } from './begin'
import { Heirlooms } from './objects'
import { words } from './words'

type Succession = Schema<'SuccessionView'>

const fields = { page: text(), begin: text(), id: text() }

// Successions hands on what somebody looks after. What is open is in the address: begin=new or who hands on, id=a succession.
export default function Successions() {
  const t = useWords(words)
  const [{ begin, id }, set] = useQueryState(fields)
  return (
    <SettingsPage room="succession" actions={<Button type="primary" icon={<SwapOutlined />} onClick={() => set({ begin: 'new' })}>{t.begin}</Button>}>
      {id ? <Heirlooms id={id} onBack={() => set({ id: '' })} /> : <List />}
      <BeginSuccession from={begin} onClose={() => set({ begin: '' }, true)} onBegun={(i) => set({ begin: '', id: i })} />
    </SettingsPage>
  )
}

function List() {
  const t = useWords(words)
  const staff = useStaffNames()
  const [{ page }, set] = useQueryState(fields)
  const { after } = pageQuery(page)
  const all = useQuery({ queryKey: ['successions', 'list', after], placeholderData: keepPreviousData, queryFn: () => ask(api.GET('/api/successions', { params: { query: { after, limit: 50 } } })) })
  const columns: Col<Succession>[] = [
    { key: 'who', title: t.who, fixed: true, cell: (s) => staff.nameOf(s.from_id) },
    { key: 'when', title: t.when, cell: (s) => moment(s.at) },
    { key: 'moved', title: t.moved, cell: (s) => [s.customers > 0 && t.customers(count(s.customers)), s.groups > 0 && t.groups(count(s.groups)), s.tasks > 0 && t.tasks(count(s.tasks))].filter(Boolean).join(' · ') },
    { key: 'far', title: t.far, cell: (s) => <Far of={s} /> },
    { key: 'state', title: t.state, cell: (s) => (s.ended_at ? <Tag>{t.ended}</Tag> : <Tag color="processing">{t.running}</Tag>) },
    { key: 'open', title: '', cell: (s) => <Button type="link" onClick={() => set({ id: s.id })}>{t.open}</Button> },
  ]
  return (
    <ResourceTable name="successions" label={t.list} columns={columns} rowKey={(s) => s.id} query={all} page={page} onPage={(p) => set({ page: p })}
      empty={<Empty title={t.nothing} why={t.nothingWhy} action={<Allowed to="staff.manage" quiet><Button onClick={() => set({ begin: 'new' })}>{t.begin}</Button></Allowed>} />} />
  )
}

function Far({ of }: { of: Succession }) {
  const t = useWords(words)
  return (
    <span>{t.done(count(of.done), count(of.customers + of.groups))}
      {of.waiting > 0 && <span className="soft"> · {t.waiting(count(of.waiting))}</span>}
      {of.undone > 0 && <span className="warn"> · {t.undone(count(of.undone))}</span>}
    </span>
  )
}
