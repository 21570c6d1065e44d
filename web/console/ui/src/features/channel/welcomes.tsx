import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { ago, moment } from '@/format'
import { Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { useStaffNames } from '@/parts/names'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState } from '@/parts/state'
import { useWords } from '@/words'
import { useGreetings } from './greeting-data'
import { greetingWords } from './greeting-words'
import { took } from './greetings'

type Welcome = Schema<'WelcomeView'>

const outcomes = ['sent', 'late', 'taken', 'refused', 'failed', 'none'] as const
const fields = { outcome: choice(['', ...outcomes], ''), greeting: text(), page: text() }
const colours: Record<Welcome['outcome'], string | undefined> = { sent: 'success', late: 'error', taken: 'warning', refused: 'error', failed: 'error', none: undefined }

// Welcomes lists how the last greetings went, one by one.
export function Welcomes() {
  const t = useWords(greetingWords)
  const [{ outcome, greeting, page }, set] = useQueryState(fields)
  const greetings = useGreetings()
  const staff = useStaffNames()
  const query = { outcome: outcome || undefined, greeting_id: greeting || undefined, after: pageQuery(page).after, limit: 50 }
  const list = useQuery({ queryKey: ['greetings', 'welcomes', query], placeholderData: keepPreviousData, queryFn: () => ask(api.GET('/api/welcomes', { params: { query } })) })
  const all = greetings.data?.items ?? []
  const reasons: Record<string, string> = t.reasons
  const active = !!(outcome || greeting)
  const clear = () => set({ outcome: '', greeting: '' })
  const columns: Col<Welcome>[] = [
    { key: 'at', title: t.when, fixed: true, cell: (w) => <span title={moment(w.at)}>{ago(w.at)}</span> },
    { key: 'staff', title: t.staff, cell: (w) => (w.staff_id ? staff.nameOf(w.staff_id) : '—') },
    { key: 'code', title: t.code, cell: (w) => w.state || t.unknownCode },
    { key: 'greeting', title: t.greeting, cell: (w) => (w.greeting_id ? `${all.find((g) => g.id === w.greeting_id)?.name ?? '—'} ${w.variant}` : t.noGreeting) },
    { key: 'outcome', title: t.outcome, cell: (w) => <Tag color={colours[w.outcome]}>{t.outcomes[w.outcome]}</Tag> },
    { key: 'reason', title: t.reason, cell: (w) => (w.reason ? (reasons[w.reason] ?? <code>{w.reason}</code>) : '—') },
    { key: 'took', title: t.took, number: true, cell: (w) => took(w.took) },
  ]
  return (
    <div className="stack tight">
      <h2>{t.last}</h2>
      <ResourceTable name="welcomes" label={t.last} columns={columns} rowKey={(w) => w.id} query={list} page={page} onPage={(p) => set({ page: p })}
        filters={(
          <FilterBar active={active} onClear={clear}>
            <PickFilter label={t.outcome} value={outcome} onChange={(v) => set({ outcome: fields.outcome.read(v) })} options={outcomes.map((o) => ({ value: o, label: t.outcomes[o] }))} />
            <PickFilter label={t.greeting} value={greeting} onChange={(v) => set({ greeting: v })} options={all.map((g) => ({ value: g.id, label: g.name }))} loading={greetings.isPending} />
          </FilterBar>
        )}
        empty={active ? <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={clear}>{t.clear}</Button>} /> : <Empty title={t.noWelcomes} why={t.noWelcomesWhy} />} />
    </div>
  )
}
