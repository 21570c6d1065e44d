import type { Answer } from '@/api/types'
import { ErrorState, SkeletonCards } from '@/parts/feedback'
import { useStored, valueOf } from '@/parts/metric'
import { useOpenMetric } from '@/parts/metric-open'
import { StatCard } from '@/parts/stat-card'
import { useSay } from '@/words'
import { Marked } from './marked'

interface One { metric: string; name: string }

const shown: readonly One[] = [
  { metric: 'cac', name: 'cac' }, { metric: 'cac', name: 'ltv_cac' }, { metric: 'roi', name: 'roi' },
  { metric: 'costs', name: 'ad' }, { metric: 'costs', name: 'search' }, { metric: 'costs', name: 'exchange' },
]

// Cost is what it took: the cost of a new customer, what that came back as, and the three costs that communities bring down.
export function Cost() {
  const cac = useStored('cac'), roi = useStored('roi'), costs = useStored('costs')
  const by: Record<string, typeof cac> = { cac, roi, costs }
  const failed = [cac, roi, costs].find((q) => q.error && !q.data)
  if (failed) return <ErrorState small error={failed.error} retry={() => void failed.refetch()} />
  if (!cac.data || !roi.data || !costs.data) return <SkeletonCards n={6} />
  return (
    <div className="cards" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 150px), 1fr))' }}>
      {shown.map((s) => { const a = by[s.metric]?.data; return a && <CostCard key={s.metric + s.name} answer={a} name={s.name} /> })}
    </div>
  )
}

function CostCard({ answer, name }: { answer: Answer; name: string }) {
  const say = useSay()
  const open = useOpenMetric()
  const v = valueOf(answer, name)
  if (!v) return null
  return (
    <Marked metric={answer.metric} name={name} value={v.number}>
      <StatCard title={say(v.title)} value={v.number} unit={v.unit} note={v.note && say(v.note)} onOpen={() => open({ metric: answer.metric, answer, value: name })} />
    </Marked>
  )
}
