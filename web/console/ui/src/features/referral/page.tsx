import { Button } from 'antd'
import type { Answer, MetricTableData } from '@/api/types'
import { usePeopleNames } from '@/features/customers/people'
import { count, decimal } from '@/format'
import { AsOf } from '@/parts/as-of'
import { Allowed, Loaded, Skeleton, SkeletonCards } from '@/parts/feedback'
import { A, useGo } from '@/parts/link'
import { tableOf, useStored, valueOf } from '@/parts/metric'
import { useOpenMetric } from '@/parts/metric-open'
import { MetricTable } from '@/parts/metric-table'
import { Page, Section } from '@/parts/page'
import { useCalled } from '@/parts/person'
import { StatCard } from '@/parts/stat-card'
import { to } from '@/paths'
import { useSay, useWords } from '@/words'
import { Board } from './board'
import { words } from './words'

// ReferralPage says how customers bring customers: the headline, who brings most, how it goes on.
export default function ReferralPage() {
  const t = useWords(words)
  const go = useGo()
  const spread = useStored('spread')
  return (
    <Page title={t.title} subtitle={t.subtitle} extra={spread.data && <AsOf at={spread.data.as_of} />}
      actions={<Allowed to="referral.read" quiet><Button onClick={() => go(to.claims())}>{t.claims}</Button><Button onClick={() => go(to.settings('referral'))}>{t.rules}</Button></Allowed>}>
      <Allowed to="referral.read">
        <div className="stack">
          <Allowed to="insight.read" quiet><Loaded query={spread} skeleton={<SkeletonCards n={4} />}>{(a) => <Headline answer={a} />}</Loaded></Allowed>
          <Board />
          <Allowed to="insight.read" quiet><Loaded query={spread} skeleton={<section className="card"><Skeleton lines={6} /></section>}>{(a) => <Generations answer={a} />}</Loaded></Allowed>
        </div>
      </Allowed>
    </Page>
  )
}

const shown = ['k', 'second_spread', 'reach', 'multiplier'] as const

function Headline({ answer }: { answer: Answer }) {
  const t = useWords(words)
  const say = useSay()
  const open = useOpenMetric()
  const generations = tableOf(answer, 'generations')
  const at = generations?.columns.findIndex((c) => c.name === 'cycle_days') ?? -1
  return (
    <div className="cards two">
      {shown.map((name, i) => {
        const v = valueOf(answer, name)
        return v && <StatCard key={name} title={say(v.title)} value={v.number} unit={v.unit} text={v.unit === 'number' ? decimal(v.number) : undefined} hero={i === 0} note={v.note && say(v.note)}
          onOpen={() => open({ metric: 'spread', answer, value: name, ...(v.rows?.set ? { set: v.rows.set, setTitle: say(v.title) } : {}) })} />
      })}
      <StatCard title={t.cycle} value={generations?.rows[0]?.[at]?.number} unit="days" note={t.cycleNote} onOpen={() => open({ metric: 'spread', answer })} />
    </div>
  )
}

function Generations({ answer }: { answer: Answer }) {
  const t = useWords(words)
  const generations = tableOf(answer, 'generations')
  const trees = tableOf(answer, 'trees')
  return (
    <div className="split" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 460px), 1fr))' }}>
      {generations && <Section title={t.generations} note={t.generationsNote} flush><MetricTable answer={answer} table={generations} /></Section>}
      {trees && trees.rows.length > 0 && <Section title={t.trees} note={t.treesNote} flush><Trees table={trees} /></Section>}
    </div>
  )
}

function Trees({ table }: { table: MetricTableData }) {
  const t = useWords(words)
  const say = useSay()
  const roots = table.rows.map((r) => r[0]?.text?.zh ?? '')
  const nameOf = usePeopleNames(roots)
  const called = useCalled()
  return (
    <div className="sheet" tabIndex={0} role="region" aria-label={t.trees} style={{ maxHeight: 420, overflow: 'auto' }}>
      <table>
        <thead><tr>{table.columns.map((c, i) => <th key={c.name} scope="col" className={i ? 'n' : undefined}>{say(c.title)}</th>)}</tr></thead>
        <tbody>
          {table.rows.map((r, i) => (
            <tr key={roots[i]}>
              <td><A to={to.tree(roots[i] ?? '')}>{called(roots[i] ?? '', nameOf(roots[i] ?? ''))}</A></td>
              {r.slice(1).map((c, k) => <td key={k} className="n">{table.columns[k + 1]?.unit === 'count' ? count(c.number) : decimal(c.number)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
