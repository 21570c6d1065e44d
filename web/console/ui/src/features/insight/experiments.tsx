import { useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import dayjs from 'dayjs'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { share, zone } from '@/format'
import { Allowed, Empty } from '@/parts/feedback'
import { A, useGo } from '@/parts/link'
import { Page } from '@/parts/page'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { words } from './words'

export type Experiment = Schema<'ExperimentView'>
const fields = { page: text(), limit: whole(50) }

// Experiments lists what was tried against a control.
export default function Experiments() {
  const t = useWords(words)
  const [q, set] = useQueryState(fields)
  const query = useQuery({ queryKey: ['experiments', q], queryFn: () => ask(api.GET('/api/experiments', { params: { query: { limit: q.limit, after: q.page || undefined } } })) })
  const go = useGo()
  const state = useProgress()
  const named = useNames()
  const columns: Col<Experiment>[] = [
    { key: 'name', title: t.name, fixed: true, cell: (e) => <A to={to.experiment(e.id)}>{e.name}</A> },
    { key: 'state', title: t.state, cell: (e) => <Tag color={state(e).running ? 'processing' : 'default'}>{state(e).word}</Tag> },
    { key: 'metric', title: t.metric, cell: (e) => named.metric(e) },
    { key: 'target', title: t.target, cell: (e) => named.target(e) },
    { key: 'mode', title: t.mode, cell: (e) => named.mode(e) },
    { key: 'holdout', title: t.holdout, number: true, cell: (e) => (e.mode === 'holdout' ? share(e.holdout, 0) : '—') },
    { key: 'days', title: t.days, cell: (e) => <span className="num">{e.starts_on} – {e.ends_on || t.open}</span> },
  ]
  const begin = <Allowed to="segment.edit" quiet><Button type="primary" onClick={() => go(to.newExperiment())}>{t.expNew}</Button></Allowed>
  return (
    <Page title={t.expTitle} subtitle={t.expSub} crumbs={[{ title: t.title, to: to.insight() }]} actions={begin}>
      <Allowed to="insight.read">
        <ResourceTable<Experiment> name="experiments" label={t.expTitle} columns={columns} rowKey={(e) => e.id} query={query}
          page={q.page} onPage={(page) => set({ page })} limit={q.limit} onLimit={(limit) => set({ limit })}
          empty={<Empty title={t.expEmpty} why={t.expEmptyWhy} action={begin} />} />
      </Allowed>
    </Page>
  )
}

// useProgress tells how far an experiment is: it runs until its last day, or until somebody stops it.
export function useProgress(): (e: Experiment) => { word: string; running: boolean } {
  const t = useWords(words)
  const today = dayjs().tz(zone()).format('YYYY-MM-DD')
  return (e) => {
    if (e.stopped_at) return { word: t.stopped, running: false }
    if (e.state === 'enrolling') return { word: t.enrolling, running: true }
    return e.ends_on && e.ends_on < today ? { word: t.over, running: false } : { word: t.ready, running: true }
  }
}

// useNames puts the codes of an experiment into words.
export function useNames() {
  const t = useWords(words)
  const metrics: Record<string, string> = { conversion: t.conversion, repurchase: t.repurchase, spend: t.spend }
  const targets: Record<string, string> = { rule: t.targetRule, list: t.targetList, everybody: t.targetAll }
  return {
    metric: (e: Experiment) => metrics[e.metric] ?? e.metric,
    target: (e: Experiment) => targets[e.target] ?? e.target,
    mode: (e: Experiment) => (e.mode === 'holdout' ? t.modeHoldout : t.modeBefore),
  }
}
