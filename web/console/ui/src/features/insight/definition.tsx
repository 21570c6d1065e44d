import type { Answer, Metric } from '@/api/types'
import { amount } from '@/format'
import { useOpenMetric } from '@/parts/metric-open'
import { Section } from '@/parts/page'
import { useSay, useWords } from '@/words'
import { words } from './words'

interface Sized { key: string; text: string; count: number | null; unit: string; set?: string }

// Definition says how the numbers come about, of whom, and what is not in them.
export function Definition({ answer, metric }: { answer: Answer; metric: Metric }) {
  const t = useWords(words)
  const say = useSay()
  const of = answer.denominators.map((d): Sized => ({ key: d.name, text: say(d), count: d.count, unit: d.unit, set: d.rows?.set }))
  const out = answer.left_out.map((l): Sized => ({ key: l.code, text: say(l), count: l.count, unit: l.unit }))
  return (
    <div className="cards" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 400px), 1fr))' }}>
      <Section title={t.definition}>
        <div className="stack tight">
          <p>{say(answer.formula)}</p>
          <p className="soft">{say(metric.explain)}</p>
          {say(metric.worked) && <p style={{ background: 'var(--wash)', borderRadius: 8, padding: '8px 12px' }}>{say(metric.worked)}</p>}
        </div>
      </Section>
      {(of.length > 0 || out.length > 0) && (
        <section className="card">
          {of.length > 0 && <><h2 style={{ marginBottom: 8 }}>{t.denominators}</h2><List answer={answer} list={of} /></>}
          {out.length > 0 && <><h2 style={{ margin: of.length ? '20px 0 8px' : '0 0 8px' }}>{t.leftOut}</h2><List answer={answer} list={out} /></>}
        </section>
      )}
    </div>
  )
}

function List({ answer, list }: { answer: Answer; list: Sized[] }) {
  const open = useOpenMetric()
  return (
    <ul className="plain stack tight">
      {list.map((d) => (
        <li key={d.key} className="row top" style={{ flexWrap: 'nowrap' }}>
          <span className="grow">{d.text}</span>
          {d.set && d.count ? <button type="button" className="bare link num" onClick={() => open({ metric: answer.metric, answer, set: d.set, setTitle: d.text })}>{amount(d.count, d.unit)}</button>
            : <span className="num">{amount(d.count, d.unit)}</span>}
        </li>
      ))}
    </ul>
  )
}
