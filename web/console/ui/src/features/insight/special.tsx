import { Alert, Button } from 'antd'
import type { Answer, Metric } from '@/api/types'
import { Chart, type Figure } from '@/parts/chart'
import { tableOf, valueOf } from '@/parts/metric'
import { Section } from '@/parts/page'
import { useSay, useWords } from '@/words'
import { Lorenz } from './lorenz'
import { OptionForm } from './options'
import { daysOf, type Question, type SetQuestion } from './question'
import { words } from './words'

interface Props { place: 'top' | 'middle'; answer: Answer; metric: Metric; q: Question; set: SetQuestion }

// Special is what the page of one metric has beside the common parts.
export function Special({ place, answer, metric, q, set }: Props) {
  if (place === 'top') {
    if (metric.name === 'predictions') return <Warnings answer={answer} set={set} />
    if (metric.name === 'forecast') return <Plan metric={metric} q={q} set={set} />
    return null
  }
  if (metric.name === 'predictions') return <Calibration answer={answer} />
  if (metric.name === 'concentration') return <Lorenz answer={answer} />
  return null
}

// Warnings say why predictions should not be trusted; without any the night's run is missing and can be made up for.
function Warnings({ answer, set }: { answer: Answer; set: SetQuestion }) {
  const t = useWords(words)
  const say = useSay()
  const list = tableOf(answer, 'warnings')?.rows.map((r) => say(r[0]?.text)) ?? []
  if (answer.stored && valueOf(answer, 'people')?.number === 0) {
    return <Alert type="info" showIcon title={t.noPredictions} action={<Button onClick={() => set({ from: answer.window.from || daysOf('d365').from, to: answer.window.to || daysOf('d365').to })}>{t.computePredictions}</Button>} />
  }
  // "None found" is the one row where nothing speaks against the data.
  if (list.length === 0 || (list.length === 1 && answer.values.every((v) => v.number !== null))) return list[0] ? <Alert type="success" showIcon title={`${t.warnings}: ${list[0]}`} /> : null
  return <Alert type="warning" showIcon title={t.warnings} description={<ul style={{ margin: 0, paddingLeft: 18 }}>{list.map((w) => <li key={w}>{w}</li>)}</ul>} />
}

// Calibration holds the forecast against what came, by tenths of the buyers; the last row of the table is all of them.
function Calibration({ answer }: { answer: Answer }) {
  const t = useWords(words)
  const say = useSay()
  const table = tableOf(answer, 'calibration')
  if (!table) return null
  const tenths = table.rows.filter((r) => r[0]?.number !== undefined)
  const at = (name: string) => table.columns.findIndex((c) => c.name === name)
  const figure: Figure = {
    kind: 'bar', unit: 'number', axis: tenths.map((r) => String(r[0]?.number)),
    series: [{ name: t.predicted, data: tenths.map((r) => r[at('predicted')]?.number ?? null) }, { name: t.actual, data: tenths.map((r) => r[at('actual')]?.number ?? null) }],
  }
  return <Section title={t.calibration} note={say(table.title)}><Chart title={t.calibration} figure={figure} height={260} /></Section>
}

function Plan({ metric, q, set }: { metric: Metric; q: Question; set: SetQuestion }) {
  const t = useWords(words)
  return <Section title={t.plan}><OptionForm metric={metric} q={q} set={set} wide /></Section>
}
