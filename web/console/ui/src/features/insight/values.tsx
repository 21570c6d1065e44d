import type { Answer } from '@/api/types'
import { bigMoney } from '@/format'
import { useOpenMetric } from '@/parts/metric-open'
import { StatCard } from '@/parts/stat-card'
import { useSay } from '@/words'

// Values are the numbers of an answer; each opens its definition, a counted one its rows.
export function Values({ answer, only }: { answer: Answer; only?: readonly string[] }) {
  const say = useSay()
  const open = useOpenMetric()
  const list = only ? only.flatMap((n) => answer.values.find((v) => v.name === n) ?? []) : answer.values
  if (list.length === 0) return null
  return (
    <div className="cards two" style={{ gridTemplateColumns: `repeat(${list.length > 6 ? 'auto-fill' : 'auto-fit'}, minmax(min(100%, 160px), 1fr))` }}>
      {list.map((v) => (
        <div key={v.name} data-metric={answer.metric} data-name={v.name} data-value={v.number ?? ''}>
          <StatCard title={say(v.title)} value={v.number} unit={v.unit} text={v.unit === 'fen' ? bigMoney(v.number) : undefined} note={v.note && say(v.note)}
            onOpen={() => open({ metric: answer.metric, answer, value: v.name, set: v.number ? v.rows?.set : undefined, setTitle: say(v.title) })} />
        </div>
      ))}
    </div>
  )
}
