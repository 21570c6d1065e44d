import { Button } from 'antd'
import { lazy, Suspense, useRef, useState } from 'react'
import { amount } from '@/format'
import { useWords } from '@/words'
import { saveCsv, save } from './download'
import { words } from './words'

export interface Series { name: string; data: readonly (number | null)[]; unit?: string; stack?: string; right?: boolean }
export interface Branch { id: string; name: string; value?: number; children?: Branch[] }
// Mark is a note at one place of the axis: a campaign, a change of price.
export interface Mark { at: string; text: string }

export type Figure =
  | { kind: 'line' | 'bar'; axis: readonly string[]; series: readonly Series[]; unit: string; marks?: readonly Mark[]; area?: boolean }
  | { kind: 'funnel'; steps: readonly { name: string; value: number }[]; unit: string }
  | { kind: 'heat'; columns: readonly string[]; rows: readonly string[]; cells: readonly (readonly [column: number, row: number, value: number])[]; unit: string }
  | { kind: 'tree'; root: Branch; unit: string }

interface Props {
  title: string // also the name of saved files
  figure: Figure
  height?: number
  onPress?: (place: { series?: string; name: string; index: number; id?: string }) => void // drills
}

export interface Drawn { picture: () => Promise<Blob> }
const Canvas = lazy(() => import('./chart-canvas'))

// Chart draws a figure with the same data as a table beside it (for who cannot see the picture), and saves it as PNG or
// CSV. The drawing library is fetched when the first chart is on a page.
export function Chart({ title, figure, height = 300, onPress }: Props) {
  const t = useWords(words)
  const [table, setTable] = useState(false)
  const drawn = useRef<Drawn>(null)
  const rows = rowsOf(figure)
  const picture = async () => {
    const blob = await drawn.current?.picture()
    if (blob) save(`${title}.png`, blob)
  }
  return (
    <figure aria-label={title}>
      {table ? <FigureTable title={title} rows={rows} unit={figure.unit} />
        : <Suspense fallback={<div className="bone" style={{ height }} />}><Canvas ref={drawn} title={title} figure={figure} height={height} onPress={onPress} /></Suspense>}
      <div className="row" style={{ justifyContent: 'flex-end', gap: 0 }}>
        <Button size="small" type="text" aria-pressed={table} onClick={() => setTable(!table)}>{table ? t.asChart : t.asTable}</Button>
        {!table && <Button size="small" type="text" onClick={() => void picture()}>{t.picture}</Button>}
        <Button size="small" type="text" onClick={() => saveCsv(title, rows)}>{t.exportCsv}</Button>
      </div>
    </figure>
  )
}

type Row = (string | number | null)[]

// rowsOf gives the data of a figure as rows, the first the head.
export function rowsOf(f: Figure): Row[] {
  switch (f.kind) {
    case 'line':
    case 'bar':
      return [['', ...f.series.map((s) => s.name)], ...f.axis.map((x, i) => [x, ...f.series.map((s) => s.data[i] ?? null)])]
    case 'funnel':
      return [['', ''], ...f.steps.map((s) => [s.name, s.value])]
    case 'heat': {
      const at = new Map(f.cells.map(([c, r, v]) => [`${c}.${r}`, v]))
      return [['', ...f.columns], ...f.rows.map((name, r) => [name, ...f.columns.map((_, c) => at.get(`${c}.${r}`) ?? null)])]
    }
    case 'tree':
      return [['', ''], ...branches(f.root, 0)]
  }
}

const branches = (b: Branch, depth: number): Row[] => [[`${'— '.repeat(depth)}${b.name}`, b.value ?? null], ...(b.children ?? []).flatMap((c) => branches(c, depth + 1))]

function FigureTable({ title, rows, unit }: { title: string; rows: Row[]; unit: string }) {
  const [head, ...body] = rows
  return (
    <div className="sheet" tabIndex={0} role="region" aria-label={title} style={{ maxHeight: 420, overflow: 'auto' }}>
      <table>
        <thead><tr>{head?.map((h, i) => <th key={i} scope="col" className={i ? 'n' : undefined}>{h}</th>)}</tr></thead>
        <tbody>{body.map((r, i) => <tr key={i}>{r.map((v, k) => <td key={k} className={k ? 'n' : undefined}>{typeof v === 'string' ? v : amount(v, unit)}</td>)}</tr>)}</tbody>
      </table>
    </div>
  )
}
