import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Alert, Button, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { Answer } from '@/api/types'
import { amount, share } from '@/format'
import { ConfirmTyped } from '@/parts/confirm'
import { Allowed, Loaded, SkeletonCards } from '@/parts/feedback'
import { useDictionary, valueOf } from '@/parts/metric'
import { Page, Section } from '@/parts/page'
import { to } from '@/paths'
import { useWords } from '@/words'
import { Definition } from './definition'
import { useNames, useProgress, type Experiment } from './experiments'
import { TableView } from './table-view'
import { Values } from './values'
import { words } from './words'

// ExperimentPage is one experiment: what was tried on whom, and whether it worked.
export default function ExperimentPage() {
  const { id = '' } = useParams({ strict: false })
  const one = useQuery({
    queryKey: ['experiments', id], queryFn: () => ask(api.GET('/api/experiments/{id}', { params: { path: { id } } })),
    refetchInterval: (q) => (q.state.data?.state === 'enrolling' ? 3000 : false),
  })
  return <Allowed to="insight.read"><Loaded query={one}>{(e) => <One experiment={e} />}</Loaded></Allowed>
}

function One({ experiment: e }: { experiment: Experiment }) {
  const t = useWords(words)
  const state = useProgress()(e), named = useNames()
  const report = useQuery({
    queryKey: ['experiments', e.id, 'report', e.state], queryFn: () => ask(api.GET('/api/experiments/{id}/report', { params: { path: { id: e.id } } })),
    refetchInterval: (q) => (q.state.error && asProblem(q.state.error).code === 'insight.not_ready' ? 3000 : false),
  })
  return (
    <Page title={e.name} crumbs={[{ title: t.title, to: to.insight() }, { title: t.expTitle, to: to.experiments() }]} extra={<Tag color={state.running ? 'processing' : 'default'}>{state.word}</Tag>}
      subtitle={[named.metric(e), named.target(e), named.mode(e), e.mode === 'holdout' ? `${t.holdout} ${share(e.holdout, 0)}` : '', `${e.starts_on} – ${e.ends_on || t.open}`].filter(Boolean).join(' · ')}
      actions={state.running && <Allowed to="segment.edit" quiet><Stop experiment={e} /></Allowed>}>
      <div className="stack">
        {e.rule && <Section title={t.target}><code style={{ overflowWrap: 'anywhere' }}>{e.rule}</code></Section>}
        <Loaded query={report} skeleton={<SkeletonCards n={3} />}>{(a) => <Report answer={a} />}</Loaded>
      </div>
    </Page>
  )
}

function Stop({ experiment: e }: { experiment: Experiment }) {
  const t = useWords(words)
  const [open, setOpen] = useState(false)
  const queries = useQueryClient()
  const stop = async () => {
    await ask(api.POST('/api/experiments/{id}/stop', { params: { path: { id: e.id } } }))
    await queries.invalidateQueries({ queryKey: ['experiments'] })
  }
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>{t.stop}</Button>
      <ConfirmTyped open={open} title={t.stop} what={t.stopWhat} typed={t.stopTyped} act={t.stop} onDone={stop} onClose={() => setOpen(false)} />
    </>
  )
}

// Report says first whether it worked, then by what.
function Report({ answer }: { answer: Answer }) {
  const book = useDictionary()
  const metric = book.data?.items.find((m) => m.name === answer.metric)
  return (
    <>
      <Verdict answer={answer} />
      <Values answer={answer} />
      {answer.tables.map((x) => <TableView key={x.name} answer={answer} table={x} />)}
      {metric && <Definition answer={answer} metric={metric} />}
    </>
  )
}

function Verdict({ answer }: { answer: Answer }) {
  const t = useWords(words)
  const of = (name: string) => valueOf(answer, name)?.number ?? null
  const uplift = of('uplift'), low = of('low'), high = of('high')
  if (uplift === null) return <Alert type="info" showIcon title={t.noReport} />
  const known = low !== null && high !== null
  const real = known && (low > 0 || high < 0)
  return (
    <Section title={t.report}>
      <p className="num" style={{ fontSize: 28, fontWeight: 650 }}><span className="soft" style={{ fontSize: 16, fontWeight: 400 }}>{t.uplift} </span>{uplift > 0 ? '+' : ''}{share(uplift)}</p>
      {known && <><p className="num">{t.interval(amount(low, 'share'), amount(high, 'share'))}</p><Interval low={low} high={high} at={uplift} /><p className={real ? (uplift > 0 ? 'good' : 'bad') : 'soft'}>{real ? t.significant : t.notSignificant}</p></>}
    </Section>
  )
}

// Interval draws the interval beside nought.
function Interval({ low, high, at }: { low: number; high: number; at: number }) {
  const least = Math.min(low, 0), most = Math.max(high, 0), wide = (most - least) * 1.1 || 1
  const x = (v: number) => `${((v - least + wide * 0.045) / wide) * 100}%`
  return (
    <div aria-hidden="true" style={{ position: 'relative', height: 32, maxWidth: 560, margin: '8px 0' }}>
      <div style={{ position: 'absolute', left: 0, right: 0, top: 15, height: 2, background: 'var(--line)' }} />
      <div style={{ position: 'absolute', left: x(low), width: `calc(${x(high)} - ${x(low)})`, top: 12, height: 8, borderRadius: 4, background: 'var(--accent)', opacity: 0.45 }} />
      <div style={{ position: 'absolute', left: x(at), top: 8, width: 4, height: 16, marginLeft: -2, borderRadius: 2, background: 'var(--accent)' }} />
      <div style={{ position: 'absolute', left: x(0), top: 2, width: 1, height: 28, background: 'var(--ink)' }} />
      <span className="small soft num" style={{ position: 'absolute', left: x(0), top: -8, transform: 'translateX(4px)' }}>0</span>
    </div>
  )
}
