import { useMemo } from 'react'
import type { Answer } from '@/api/types'
import { count, share } from '@/format'
import { Chart, type Figure } from '@/parts/chart'
import { ErrorState, Skeleton } from '@/parts/feedback'
import { useMetric, valueOf, type Ask } from '@/parts/metric'
import { useOpenMetric } from '@/parts/metric-open'
import { MetricTable } from '@/parts/metric-table'
import { Section } from '@/parts/page'
import { StatCard } from '@/parts/stat-card'
import { useNamesOf } from '@/parts/people-names'
import { useNarrow } from '@/theme/mode'
import { useSay, useWords } from '@/words'
import { PersonName } from './bits'
import { groupWords } from './group-words'

// Heat is when people talk: weekday by hour.
export function Heat({ q }: { q: Ask }) {
  const t = useWords(groupWords)
  const metric = useMetric('activity', q)
  return (
    <Section title={t.heat} note={t.heatNote}>
      {metric.data ? <HeatMap answer={metric.data} /> : metric.error ? <ErrorState error={metric.error} retry={() => void metric.refetch()} small /> : <Skeleton lines={8} />}
    </Section>
  )
}

function HeatMap({ answer }: { answer: Answer }) {
  const t = useWords(groupWords)
  const say = useSay()
  const narrow = useNarrow()
  const table = answer.tables.find((x) => x.name === 'hours')
  const figure = useMemo<Figure | null>(() => {
    if (!table || !table.rows?.some((r) => r.some((c) => c.number))) return null
    return {
      kind: 'heat', unit: 'count', columns: table.columns.slice(1).map((c) => c.name.replace('h', '')), rows: table.rows.map((r) => say(r[0]?.text)),
      cells: table.rows.flatMap((r, y) => r.slice(1).map((c, x) => [x, y, c.number ?? 0] as const)),
    }
  }, [table, say])
  return figure ? <Chart title={t.heat} figure={figure} height={narrow ? 260 : 300} /> : <p className="soft">{t.noTalk}</p>
}

// Speech is who talks and how evenly.
export function Speech({ q }: { q: Ask }) {
  const t = useWords(groupWords)
  const activity = useMetric('activity', q)
  const structure = useMetric('structure', q)
  const failed = activity.error ?? structure.error
  return (
    <Section title={t.talk} note={t.talkNote}>
      {activity.data && structure.data ? <Speaking activity={activity.data} structure={structure.data} />
        : failed ? <ErrorState error={failed} retry={() => { void activity.refetch(); void structure.refetch() }} small /> : <Skeleton lines={10} />}
    </Section>
  )
}

function Speaking({ activity, structure }: { activity: Answer; structure: Answer }) {
  const t = useWords(groupWords)
  const open = useOpenMetric()
  const links = structure.tables.find((x) => x.name === 'links')
  const cards = [
    { answer: activity, name: 'messages', title: t.messages }, { answer: activity, name: 'speak_rate', title: t.speakRate }, { answer: activity, name: 'interaction_rate', title: t.interaction },
    { answer: activity, name: 'gini', title: t.gini, note: t.giniNote }, { answer: activity, name: 'top10_share', title: t.top10 }, { answer: structure, name: 'top3', title: t.top3 }, { answer: structure, name: 'decentral', title: t.decentral },
  ]
  return (
    <div className="stack">
      <div className="cards two" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(46%, 260px), 1fr))' }}>
        {cards.map(({ answer, name, title, note }) => {
          const v = valueOf(answer, name)
          return v && <StatCard key={name} title={title} value={v.number} unit={v.unit} note={note} onOpen={() => open({ metric: answer.metric, answer, value: name })} />
        })}
      </div>
      <div className="split" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 320px), 1fr))' }}>
        <Speakers answer={structure} />
        {links && links.rows?.length > 0 && <div><h3 style={{ marginBottom: 8 }}>{t.links}</h3><MetricTable answer={structure} table={links} /></div>}
      </div>
    </div>
  )
}

function Speakers({ answer }: { answer: Answer }) {
  const t = useWords(groupWords)
  const open = useOpenMetric()
  const rows = (answer.tables.find((x) => x.name === 'speakers')?.rows ?? []).slice(0, 10)
  const idOf = (row: (typeof rows)[number]) => row[0]?.text?.zh ?? ''
  const nameOf = useNamesOf(rows.map(idOf).filter((id) => id.startsWith('cus_')))
  if (rows.length === 0) return <p className="soft">{t.noTalk}</p>
  return (
    <div>
      <div className="row" style={{ marginBottom: 8 }}><h3 className="grow">{t.speakers}</h3><button type="button" className="bare link small" onClick={() => open({ metric: 'structure', answer, set: 'speakers', setTitle: t.speakers })}>{t.seeMetric}</button></div>
      <div className="sheet" role="region" tabIndex={0} aria-label={t.speakers}>
        <table>
          <thead><tr><th scope="col">{t.speakers}</th><th scope="col" className="n">{t.said}</th><th scope="col" className="n">{t.part}</th></tr></thead>
          <tbody>{rows.map((r) => <tr key={idOf(r)}><td>{idOf(r).startsWith('cus_') ? <PersonName id={idOf(r)} nameOf={nameOf} /> : idOf(r)}</td><td className="n">{count(r[1]?.number)}</td><td className="n">{share(r[2]?.number)}</td></tr>)}</tbody>
        </table>
      </div>
    </div>
  )
}
