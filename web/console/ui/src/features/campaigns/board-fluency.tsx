import { useQuery } from '@tanstack/react-query'
import { Alert } from 'antd'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count, share, unknown } from '@/format'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { StatCard } from '@/parts/stat-card'
import { useWords } from '@/words'
import type { Board } from './data'
import { lifeWords } from './life-words'

// Fluency tells how well the experience of the page flows, step by step, and names the worst when it does not.
export function Fluency({ of }: { of: Board }) {
  const t = useWords(lifeWords)
  const { id } = of.campaign
  const fluency = useQuery({ queryKey: ['campaigns', 'fluency', id], staleTime: 60_000, queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}/fluency', { params: { path: { id } }, signal })) })
  return <Section title={t.fluency} note={t.fluencyNote}><Loaded query={fluency}>{(f) => (f.steps.length === 0 ? <p className="soft">{t.noSteps}</p> : <Steps f={f} />)}</Loaded></Section>
}

function Steps({ f }: { f: Schema<'FluencyView'> }) {
  const t = useWords(lifeWords)
  const name = (step: string) => (t.steps as Record<string, string>)[step] ?? step
  return (
    <div className="stack">
      {f.rough && <Alert type="warning" showIcon title={t.rough(name(f.worst))} />}
      {f.slow && <Alert type="warning" showIcon title={t.slow(name(f.rough ? 'looked' : f.worst))} />}
      <div className="cards two">
        <StatCard title={t.fluent} value={f.share} unit="share" text={f.share == null ? unknown : share(f.share)} note={t.fluentOf(count(f.finished), count(f.started))} />
        <StatCard title={t.p75} value={f.p75} unit="number" text={f.p75 == null ? unknown : t.ms(count(f.p75))} note={t.p75Of(count(f.loads))} />
      </div>
      <p className="soft small">{t.stepsNote}</p>
      <div className="sheet" tabIndex={0} role="region" aria-label={t.fluency}>
        <table>
          <thead><tr><th scope="col">{t.step}</th><th scope="col" className="n">{t.visitors}</th><th scope="col" className="n">{t.wrong}</th></tr></thead>
          <tbody>{f.steps.map((s) => <tr key={s.step} data-step={s.step}><td>{name(s.step)}</td><td className="n">{count(s.n)}</td><td className="n">{s.n > 0 ? share(s.wrong / s.n) : unknown}</td></tr>)}</tbody>
        </table>
      </div>
    </div>
  )
}
