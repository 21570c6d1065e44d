import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import type { ReactNode } from 'react'
import { api, ask } from '@/api/client'
import { count, moment, money } from '@/format'
import { Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState, whole } from '@/parts/state'
import { useWords } from '@/words'
import { giftKinds, giftStates, useTerms, type Gift } from './data'
import { words } from './words'

const fields = { kind: choice(['', ...giftKinds] as const, ''), state: choice(['', ...giftStates] as const, ''), page: text(), limit: whole(50) }
const clear = { kind: '', state: '' } as const

// Gifts lists what can be given.
export function Gifts({ make, onOpen }: { make: ReactNode; onOpen: (id: string) => void }) {
  const t = useWords(words)
  const terms = useTerms()
  const [{ kind, state, page, limit }, set] = useQueryState(fields)
  const query = { kind: kind || undefined, state: state || undefined, limit, after: pageQuery(page).after }
  const all = useQuery({ queryKey: ['gifts', 'list', query], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/gifts', { params: { query }, signal })) })
  const columns: Col<Gift>[] = [
    { key: 'name', title: t.name, fixed: true, cell: (g) => <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onOpen(g.id)}>{g.name}</Button> },
    { key: 'kind', title: t.kind, cell: (g) => t.kinds[g.kind] },
    { key: 'terms', title: t.how, cell: (g) => terms(g) || '—' },
    { key: 'state', title: t.state, cell: (g) => <Tag color={g.state === 'open' ? 'success' : undefined}>{t.states[g.state]}</Tag> },
    { key: 'issued', title: t.issued, number: true, cell: (g) => count(g.issued) },
    { key: 'left', title: t.left, number: true, cell: (g) => (g.issued < g.total ? count(g.total - g.issued) : <span className="warn">{count(0)}</span>) },
    { key: 'cost', title: t.costOf, number: true, cell: (g) => (g.cost ? money(g.cost) : '—') },
    { key: 'worth', title: t.worthOf, number: true, cell: (g) => (g.worth ? money(g.worth) : '—') },
    { key: 'spent', title: t.spent, number: true, hidden: true, cell: (g) => money(g.cost * g.issued) },
    { key: 'tags', title: t.tags, hidden: true, cell: (g) => g.tags.join('、') || '—' },
    { key: 'made', title: t.at, hidden: true, cell: (g) => <span className="num">{moment(g.created_at)}</span> },
  ]
  return (
    <ResourceTable<Gift> name="gifts" label={t.gifts} columns={columns} rowKey={(g) => g.id} query={all} page={page} onPage={(next) => set({ page: next })} limit={limit} onLimit={(n) => set({ limit: n })}
      empty={kind || state ? <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={() => set(clear)}>{t.clear}</Button>} /> : <Empty title={t.none} why={t.noneWhy} action={make} />}
      filters={(
        <FilterBar active={!!(kind || state)} onClear={() => set(clear)}>
          <PickFilter label={t.kind} value={kind} onChange={(v) => set({ kind: fields.kind.read(v) })} options={giftKinds.map((k) => ({ value: k, label: t.kinds[k] }))} />
          <PickFilter label={t.state} value={state} onChange={(v) => set({ state: fields.state.read(v) })} options={giftStates.map((s) => ({ value: s, label: t.states[s] }))} />
        </FilterBar>
      )} />
  )
}
