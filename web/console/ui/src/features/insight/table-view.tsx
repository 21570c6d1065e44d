import { Button, Segmented } from 'antd'
import { useMemo, useState } from 'react'
import type { Answer, MetricTableData } from '@/api/types'
import { Chart } from '@/parts/chart'
import { saveCsv } from '@/parts/download'
import { useOpenMetric } from '@/parts/metric-open'
import { MetricTable } from '@/parts/metric-table'
import { Section } from '@/parts/page'
import { useSay, useWords } from '@/words'
import { Annotate, useAnnotations } from './annotations'
import { isTime, pictureOf, unitsOf } from './figure'
import { HeatGrid } from './heat'
import { words } from './words'

// Tables that are no list of rows but a picture of their own, drawn by special.tsx.
const drawnElsewhere = new Set(['predictions.warnings', 'predictions.calibration'])
const unitWords = { share: 'share', count: 'countUnit', fen: 'fen', number: 'numberUnit', days: 'daysUnit' } as const

// TableView is one table of an answer, with a picture above it where one suits.
export function TableView({ answer, table }: { answer: Answer; table: MetricTableData }) {
  const t = useWords(words)
  const say = useSay()
  if (drawnElsewhere.has(`${answer.metric}.${table.name}`) || table.rows.length === 0) return null
  const title = say(table.title)
  if (table.heat || (answer.metric === 'activity' && table.name === 'hours')) return <HeatGrid answer={answer} table={table} />
  const csv = () => saveCsv(title, [table.columns.map((c) => say(c.title)), ...table.rows.map((r) => r.map((c) => (c.text ? say(c.text) : c.number ?? null)))])
  return (
    <Section title={title} flush actions={<Button size="small" type="text" onClick={csv}>{t.exportCsv}</Button>}>
      <Drawn answer={answer} table={table} title={title} />
      <MetricTable answer={answer} table={table} />
    </Section>
  )
}

function Drawn({ answer, table, title }: { answer: Answer; table: MetricTableData; title: string }) {
  const t = useWords(words)
  const say = useSay()
  const open = useOpenMetric()
  const time = isTime(table, say)
  const notes = useAnnotations(answer.window.from, '', time)
  const units = useMemo(() => unitsOf(answer, table, say).filter((u) => pictureOf(answer, table, u, say, []) !== null), [answer, table, say])
  const [unit, setUnit] = useState('')
  const now = units.includes(unit) ? unit : units[0]
  const picture = useMemo(() => (now ? pictureOf(answer, table, now, say, notes) : null), [answer, table, now, say, notes])
  if (!picture) return null
  const press = (place: { series?: string; index: number; name: string }) => {
    const set = picture.sets(place)
    if (set) open({ metric: answer.metric, answer, set, setTitle: [place.name, place.series].filter(Boolean).join(' · ') })
  }
  return (
    <div style={{ padding: '0 20px 12px' }}>
      {(units.length > 1 || time) && (
        <div className="row" style={{ marginBottom: 8 }}>
          {units.length > 1 && <Segmented size="small" aria-label={t.unit} value={now} onChange={(v) => setUnit(String(v))} options={units.map((u) => ({ value: u, label: t[unitWords[u as keyof typeof unitWords] ?? 'numberUnit'] }))} />}
          <span className="grow" />
          {time && <Annotate />}
        </div>
      )}
      <Chart title={title} figure={picture.figure} height={picture.figure.kind === 'funnel' ? 260 : 280} onPress={press} />
    </div>
  )
}
