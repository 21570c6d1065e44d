import { Button } from 'antd'
import type { CSSProperties } from 'react'
import type { Answer, Cell, MetricTableData } from '@/api/types'
import { amount } from '@/format'
import { saveCsv, save } from '@/parts/download'
import { useOpenMetric } from '@/parts/metric-open'
import { Section } from '@/parts/page'
import { useLook } from '@/theme/mode'
import type { Mode, Tokens } from '@/theme/tokens'
import { useSay, useWords } from '@/words'
import { heatPicture, type Square } from './heat-picture'
import { words } from './words'

// The shares of a table are what is shaded, and where it has none, its counts.
export function shaded(t: MetricTableData): Set<number> {
  for (const unit of ['share', 'count']) {
    const at = t.columns.flatMap((c, i) => (i > 0 && c.unit === unit ? [i] : []))
    if (at.length > 0) return new Set(at)
  }
  return new Set()
}

// depth is how deep a cell's shade is, 0…1: of the most in the table.
export function depths(t: MetricTableData): (cell: Cell | undefined, at: number) => number {
  const cols = shaded(t)
  let most = 0
  for (const r of t.rows) r.forEach((c, i) => { if (cols.has(i)) most = Math.max(most, c.number ?? 0) })
  return (cell, at) => (cols.has(at) && cell?.number && most > 0 ? cell.number / most : 0)
}

// Between the two parts of the scale neither ink reads at 4.5:1, so no cell has a shade from there.
const readable: Record<Mode, readonly [low: number, high: number]> = { light: [64, 80], dark: [40, 56] }

// shade mixes the two ends of the heat scale; on the deep part the text takes the colour that reads there.
export function shade(depth: number, c: Tokens, mode: Mode): CSSProperties | undefined {
  if (depth <= 0) return undefined
  const [low, high] = readable[mode]
  const split = low / (low + 100 - high), deep = depth > split
  const part = Math.round(deep ? high + ((depth - split) / (1 - split)) * (100 - high) : 8 + (depth / split) * (low - 8))
  return { background: `color-mix(in srgb, ${c.heat[1]} ${part}%, ${c.card})`, color: deep ? c.onAccent : c.ink }
}

// HeatGrid is a table whose shade follows its numbers: cohorts, RFM, hours of the week. The numbers are written, a press
// opens their people.
export function HeatGrid({ answer, table }: { answer: Answer; table: MetricTableData }) {
  const t = useWords(words)
  const say = useSay()
  const { colors, mode } = useLook()
  const open = useOpenMetric()
  const depth = depths(table)
  const title = say(table.title)
  const text = (c: Cell | undefined, i: number) => (c?.text ? say(c.text) : amount(c?.number, table.columns[i]?.unit ?? 'number'))
  const squares = (): Square[][] => [table.columns.map((c) => ({ text: say(c.title) })), ...table.rows.map((r) => table.columns.map((_, i) => ({ text: i < r.length ? text(r[i], i) : '', style: shade(depth(r[i], i), colors, mode) })))]
  const csv = () => saveCsv(title, [table.columns.map((c) => say(c.title)), ...table.rows.map((r) => r.map((c) => (c.text ? say(c.text) : c.number ?? null)))])
  const picture = async () => save(`${title}.png`, await heatPicture(title, squares(), colors))
  return (
    <Section title={title} note={answer.metric === 'rfm' ? `${t.recency} ${t.heatNote}` : t.heatNote} flush
      actions={<><Button size="small" type="text" onClick={() => void picture()}>{t.savePicture}</Button><Button size="small" type="text" onClick={csv}>{t.exportCsv}</Button></>}>
      <div className="sheet" tabIndex={0} role="region" aria-label={title}>
        <table className="heat">
          <thead><tr>{table.columns.map((c, i) => <th key={c.name} scope="col" className={i ? 'n' : undefined} style={{ padding: '6px 8px' }}>{say(c.title)}</th>)}</tr></thead>
          <tbody>
            {table.rows.map((r, k) => (
              <tr key={k}>
                {table.columns.map((c, i) => {
                  const cell = r[i], set = cell?.set, style = shade(depth(cell, i), colors, mode)
                  const body = i < r.length ? text(cell, i) : ''
                  return (
                    <td key={c.name} className={i ? 'n' : undefined} style={{ padding: '6px 8px', ...style }}>
                      {set && cell?.number ? <button type="button" className="bare num" style={{ color: 'inherit' }} onClick={() => open({ metric: answer.metric, answer, set, setTitle: `${text(r[0], 0)} · ${say(c.title)}` })}>{body}</button> : body}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}
