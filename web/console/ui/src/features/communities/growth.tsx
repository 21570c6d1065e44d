import { useMemo } from 'react'
import type { Answer } from '@/api/types'
import { Chart, type Figure } from '@/parts/chart'
import { ErrorState, Skeleton } from '@/parts/feedback'
import { useMetric, valueOf, type Ask } from '@/parts/metric'
import { useOpenMetric } from '@/parts/metric-open'
import { Section } from '@/parts/page'
import { StatCard } from '@/parts/stat-card'
import { useSay, useWords } from '@/words'
import { groupWords } from './group-words'

// Growth is who came and who left, week by week, with R.
export function Growth({ q }: { q: Ask }) {
  const t = useWords(groupWords)
  const metric = useMetric('retention', q)
  return (
    <Section title={t.growth} note={t.growthNote}>
      {metric.data ? <Moves answer={metric.data} /> : metric.error ? <ErrorState error={metric.error} retry={() => void metric.refetch()} small /> : <Skeleton lines={8} />}
    </Section>
  )
}

function Moves({ answer }: { answer: Answer }) {
  const t = useWords(groupWords)
  const say = useSay()
  const open = useOpenMetric()
  const r = valueOf(answer, 'r'), joins = valueOf(answer, 'joins'), leaves = valueOf(answer, 'leaves')
  const net = typeof joins?.number === 'number' && typeof leaves?.number === 'number' ? joins.number - leaves.number : null
  const figure = useMemo(() => weeksOf(answer, t), [answer, t])
  const entry = (value: string) => () => open({ metric: 'retention', answer, value })
  return (
    <div className="stack">
      <div className="cards two" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(46%, 150px), 1fr))' }}>
        <StatCard title={t.r} value={r?.number} unit="number" note={r?.note && say(r.note)} onOpen={entry('r')} />
        <StatCard title={t.joins} value={joins?.number} unit="count" onOpen={entry('joins')} />
        <StatCard title={t.leaves} value={leaves?.number} unit="count" onOpen={entry('leaves')} />
        <StatCard title={t.net} value={net} unit="count" onOpen={entry('joins')} />
      </div>
      {figure ? <Chart title={t.growth} figure={figure} height={260} /> : <p className="soft">{t.noMoves}</p>}
    </div>
  )
}

// weeksOf draws joins upwards and leaves downwards; nothing when nobody moved.
function weeksOf(answer: Answer, t: { joins: string; leaves: string }): Figure | null {
  const table = answer.tables.find((x) => x.name === 'weeks')
  const rows = table?.rows ?? []
  const at = (name: string) => table?.columns.findIndex((c) => c.name === name) ?? -1
  const week = at('week'), joins = at('joins'), leaves = at('leaves')
  if (!rows.some((r) => r[joins]?.number || r[leaves]?.number)) return null
  return {
    kind: 'bar', unit: 'count', axis: rows.map((r) => r[week]?.text?.en ?? ''),
    series: [{ name: t.joins, stack: 'moves', data: rows.map((r) => r[joins]?.number ?? null) }, { name: t.leaves, stack: 'moves', data: rows.map((r) => { const n = r[leaves]?.number; return typeof n === 'number' ? -n : null }) }],
  }
}
