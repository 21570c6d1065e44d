import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { ago, count, moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Empty } from '@/parts/feedback'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { text, useQueryState } from '@/parts/state'
import { useWords } from '@/words'
import { SettingsPage } from './frame'
import { pageWords } from './page-words'
import { words } from './words'

type Job = Schema<'FailedJob'>

const fields = { page: text() }

// JobSettings lists the jobs that used up their attempts.
export default function JobSettings() {
  return <SettingsPage room="jobs"><List /></SettingsPage>
}

function List() {
  const t = useWords(pageWords)
  const w = useWords(words)
  const [{ page }, set] = useQueryState(fields)
  const { after } = pageQuery(page)
  const jobs = useQuery({ queryKey: ['jobs', 'failed', after], placeholderData: keepPreviousData, queryFn: () => ask(api.GET('/api/jobs/failed', { params: { query: { after, limit: 50 } } })) })
  const columns: Col<Job>[] = [
    { key: 'kind', title: t.jobKind, fixed: true, cell: (j) => <code>{j.kind}</code> },
    { key: 'error', title: t.lastError, cell: (j) => <span style={{ overflowWrap: 'anywhere' }}>{j.last_error || '—'}</span> },
    { key: 'attempts', title: t.attempts, number: true, cell: (j) => count(j.attempts) },
    { key: 'at', title: t.failedAt, cell: (j) => <span title={moment(j.finished_at)}>{ago(j.finished_at)}</span> },
    { key: 'since', title: t.queuedAt, hidden: true, cell: (j) => moment(j.created_at) },
    { key: 'history', title: t.ofImport, hidden: true, cell: (j) => (j.history ? t.yes : t.no) },
    { key: 'act', title: w.actions, cell: (j) => <Acts job={j} /> },
  ]
  return <ResourceTable name="failed-jobs" label={w.rooms.jobs[0]} columns={columns} rowKey={(j) => j.id} query={jobs} page={page} onPage={(p) => set({ page: p })} empty={<Empty title={t.noJobs} why={t.noJobsWhy} />} />
}

function Acts({ job }: { job: Job }) {
  const t = useWords(pageWords)
  const act = useAct()
  const queries = useQueryClient()
  const { modal } = App.useApp()
  const params = { path: { id: job.id } }
  const run = async (work: () => Promise<unknown>, done: string) => {
    await act(work, done)
    await queries.invalidateQueries({ queryKey: ['jobs'] })
  }
  const drop = () => modal.confirm({ title: t.dropJobTitle, content: t.dropJobWhat, okText: t.dropJob, okButtonProps: { danger: true }, onOk: () => run(() => ask(api.POST('/api/jobs/{id}/drop', { params })), t.dropped) })
  return (
    <div className="row" style={{ flexWrap: 'nowrap' }}>
      <Button size="small" onClick={() => void run(() => ask(api.POST('/api/jobs/{id}/retry', { params })), t.retried)}>{t.retryJob}</Button>
      <Button size="small" type="text" danger onClick={drop}>{t.dropJob}</Button>
    </div>
  )
}
