import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { api, ask } from '@/api/client'
import { moment } from '@/format'
import { Empty } from '@/parts/feedback'
import { PersonLink } from '@/parts/link'
import { useStaffNames } from '@/parts/names'
import { pageQuery } from '@/parts/paging'
import { useNamesOf } from '@/parts/people-names'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { text, useQueryState, whole } from '@/parts/state'
import { useWords } from '@/words'
import type { Lead } from './data'
import { words } from './words'

const fields = { page: text(), limit: whole(50) }
const calls = ['waiting', 'raised', 'done', 'dropped'] as const
const tones = { waiting: 'processing', raised: 'error', done: 'success', dropped: 'default' } as const

// Leads lists who left a number on a page, whose they are and what became of them.
export function Leads({ id, state, onPart }: { id: string; state: string; onPart: (part: 'edit' | 'effect') => void }) {
  const t = useWords(words)
  const [{ page, limit }, set] = useQueryState(fields)
  const query = { limit, after: pageQuery(page).after }
  const leads = useQuery({ queryKey: ['landings', 'leads', id, query], placeholderData: keepPreviousData, refetchInterval: 15_000, queryFn: ({ signal }) => ask(api.GET('/api/landings/{id}/leads', { params: { path: { id }, query }, signal })) })
  return (
    <ResourceTable<Lead> name="leads" label={t.parts.leads} columns={useColumns(leads.data?.items ?? [])} rowKey={(l) => l.id} query={leads} page={page} onPage={(next) => set({ page: next })} limit={limit} onLimit={(n) => set({ limit: n })}
      empty={<Empty title={t.noLeads} why={t.noLeadsWhy} action={state === 'draft' ? <Button type="primary" onClick={() => onPart('edit')}>{t.toPublish}</Button> : state !== 'closed' && <Button type="primary" onClick={() => onPart('effect')}>{t.toAddress}</Button>} />} />
  )
}

function useColumns(rows: readonly Lead[]): Col<Lead>[] {
  const t = useWords(words)
  const staff = useStaffNames()
  const nameOf = useNamesOf(rows.map((l) => l.customer_id))
  const call = (l: Lead) => calls.find((c) => c === l.call) ?? 'waiting'
  return [
    { key: 'who', title: t.who, fixed: true, cell: (l) => <PersonLink id={l.customer_id} name={nameOf(l.customer_id) ?? ''} /> },
    { key: 'at', title: t.at, cell: (l) => moment(l.at) },
    { key: 'owner', title: t.owner, cell: (l) => (l.staff_id ? staff.nameOf(l.staff_id) : <span className="warn">{t.nobody}</span>) },
    { key: 'call', title: t.call, cell: (l) => <Tag color={tones[call(l)]}>{t.calls[call(l)]}</Tag> },
    { key: 'due', title: t.due, cell: (l) => moment(l.due_at) },
    { key: 'friend', title: t.friend, cell: (l) => (l.friend ? t.yes : '—') },
    { key: 'bought', title: t.bought, cell: (l) => (l.bought ? t.yes : '—') },
    { key: 'source', title: t.source, hidden: true, cell: (l) => l.source },
    { key: 'campaign', title: t.campaign, hidden: true, cell: (l) => l.campaign || '—' },
  ]
}
