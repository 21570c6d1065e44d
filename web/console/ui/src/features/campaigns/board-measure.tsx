import { useQuery } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useMemo, useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count, decimal, lasting, money, share, unknown } from '@/format'
import { Chart, type Figure } from '@/parts/chart'
import { Loaded, SkeletonCards } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { StatCard } from '@/parts/stat-card'
import { useWords } from '@/words'
import { boardWords } from './board-words'

// Measure tells how a campaign spreads, tires and pays, once somebody asks: it is computed from everything that happened.
export function Measure({ id }: { id: string }) {
  const t = useWords(boardWords)
  const [asked, setAsked] = useState(false)
  const measured = useQuery({ queryKey: ['campaigns', 'measure', id], enabled: asked, staleTime: Infinity, queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}/measure', { params: { path: { id } }, signal })) })
  const again = () => { setAsked(true); if (asked) void measured.refetch() }
  return (
    <Section title={t.measure} note={t.measureNote} actions={<Button onClick={again} loading={measured.isFetching}>{asked ? t.again : t.compute}</Button>}>
      {asked && <Loaded query={measured} skeleton={<SkeletonCards />}>{(m) => <Answers of={m} />}</Loaded>}
    </Section>
  )
}

type Measured = Schema<'MeasuredView'>

function Answers({ of: m }: { of: Measured }) {
  const t = useWords(boardWords)
  const figure = useMemo<Figure>(() => ({ kind: 'line', unit: 'count', axis: m.days.map((d) => d.day), series: [{ name: t.came, data: m.days.map((d) => d.people) }] }), [m, t])
  return (
    <div className="stack">
      {m.stop_day && <Alert type="warning" showIcon title={t.stop(m.stop_day)} />}
      <div className="cards two">
        <StatCard title={t.people} value={m.people} unit="count" note={t.broughtOf(count(m.brought))} />
        <StatCard title={t.k} value={m.k} unit="number" text={m.k === null ? undefined : decimal(m.k)} note={m.early ? t.kEarly : t.kNote} />
        <StatCard title={t.cycle} value={m.cycle} unit="number" text={m.cycle === null ? unknown : lasting(m.cycle)} note={t.cycleNote} />
        <StatCard title={t.halfLife} value={m.half_life || null} unit="days" text={m.half_life ? t.dayOf(m.half_life) : unknown} note={t.halfLifeNote} />
        <StatCard title={t.sales} value={m.sales} unit="fen" text={money(m.sales)} />
        <StatCard title={t.cost} value={m.cost} unit="fen" text={money(m.cost)} />
        <StatCard title={t.profit} value={m.profit} unit="fen" text={money(m.profit)} note={m.profit === null ? t.noMargin : undefined} />
        <StatCard title={t.roi} value={m.roi} unit="share" text={share(m.roi)} note={t.roiNote} />
      </div>
      {m.days.length > 1 && <Chart title={t.fatigue} figure={figure} height={240} />}
    </div>
  )
}
