import { Alert } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { count, decimal, lasting, money, share, unknown } from '@/format'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { StatCard } from '@/parts/stat-card'
import type { Schema } from '@/api/types'
import { useWords } from '@/words'
import type { Board } from './data'
import { LoopPlan } from './loop-plan'
import { lifeWords } from './life-words'

const daysShown = 21

// Life tells how a campaign lives, spreads and pays: whether it tires people, whether it brings more of them, what came back.
export function Life({ of }: { of: Board }) {
  const t = useWords(lifeWords)
  const { id } = of.campaign
  const measured = useQuery({ queryKey: ['campaigns', 'measure', id], staleTime: 60_000, queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}/measure', { params: { path: { id } }, signal })) })
  return (
    <Section title={t.title} note={t.note}>
      <Loaded query={measured}>{(m) => <Figures m={m} stops={!!of.terms.stop} />}</Loaded>
    </Section>
  )
}

function Figures({ m, stops }: { m: Schema<'MeasuredView'>; stops: boolean }) {
  const t = useWords(lifeWords)
  return (
    <div className="stack">
      {m.stop_day && <Alert type="warning" showIcon title={t.stop(m.stop_day)} description={stops ? undefined : t.stopHint} />}
      {m.plan && <Alert type={m.k != null && !m.early && m.k < m.plan.k ? 'warning' : 'info'} showIcon title={<LoopPlan of={m.plan} />} description={t.planVersus(m.k == null ? unknown : decimal(m.k), m.cycle == null ? unknown : lasting(m.cycle))} />}
      <div className="cards two">
        <StatCard title={t.k} value={m.k} unit="number" text={m.k == null ? unknown : decimal(m.k)} note={m.early ? t.early : t.kNote(m.k != null && m.k >= 1)} />
        <StatCard title={t.cycle} value={m.cycle} unit="number" text={m.cycle == null ? unknown : lasting(m.cycle)} note={t.brought(count(m.brought), count(m.people))} />
        <StatCard title={t.half} value={m.half_life} unit="number" text={m.half_life ? t.day(m.half_life) : unknown} note={m.half_life ? t.halfNote : t.halfNone} />
        <StatCard title={t.roi} value={m.roi} unit="share" text={m.roi == null ? unknown : share(m.roi)} note={m.profit == null ? t.noMargin : t.roiOf(money(m.profit), money(m.cost))} />
      </div>
      {m.days.length > 0 && (
        <div className="sheet" tabIndex={0} role="region" aria-label={t.days}>
          <table>
            <thead><tr><th scope="col">{t.date}</th><th scope="col" className="n">{t.people}</th><th scope="col" className="n">{t.share}</th><th scope="col" className="n">{t.sales}</th><th scope="col" className="n">{t.cost}</th></tr></thead>
            <tbody>{m.days.slice(-daysShown).toReversed().map((d) => (
              <tr key={d.day}><td>{d.day}</td><td className="n">{count(d.people)}</td><td className="n">{d.share == null ? unknown : share(d.share, 0)}</td><td className="n">{money(d.sales)}</td><td className="n">{money(d.cost)}</td></tr>
            ))}</tbody>
          </table>
        </div>
      )}
    </div>
  )
}
