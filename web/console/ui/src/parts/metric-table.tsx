import type { CSSProperties, ReactNode } from 'react'
import type { Answer, Cell, Column, MetricTableData } from '@/api/types'
import { useChannelName } from './channel'
import { amount, unknown } from '@/format'
import { ofId } from '@/paths'
import { useSay, useWords } from '@/words'
import { A } from './link'
import { useOpenMetric } from './metric-open'
import { isCampaign } from './names'
import { useNamesOf } from './people-names'
import { useCalled } from './person'
import { words } from './words'

interface CellsProps {
  label: string
  columns: Column[]
  rows: Cell[][]
  keys?: string[] // ids of the rows' things; the first cell then leads to them
  heat?: boolean
  onSet?: (set: string, title: string) => void // opens the rows behind a counted number
}

// Cells is a plain table of the API's cells. A number with a set opens its rows; one taken over too few is grey and says so.
export function Cells({ label, columns, rows, keys, heat, onSet }: CellsProps) {
  const say = useSay()
  const called = useNamer(rows.flatMap((r) => r.map((c) => c.text?.en ?? '')))
  return (
    <div className="sheet" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead><tr>{columns.map((c) => <th key={c.name} scope="col" className={c.unit === 'text' ? undefined : 'n'}>{say(c.title)}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={keys?.[i] ?? i}>
              {row.map((cell, k) => (
                <td key={k} className={columns[k]?.unit === 'text' ? undefined : 'n'} style={heat ? warmth(cell, columns[k]) : undefined}>
                  <One cell={cell} column={columns[k]} id={k === 0 ? keys?.[i] : undefined} row={called(say(row[0]?.text))} called={called} onSet={onSet} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

// The deeper the wash, the larger the share; the number is always written, so colour says nothing alone.
function warmth(cell: Cell, column: Column | undefined): CSSProperties | undefined {
  if (column?.unit !== 'share' || cell.number === undefined || cell.number === null) return undefined
  const part = Math.min(60, Math.round(Math.max(0, cell.number) * 60))
  return { background: `color-mix(in srgb, var(--accent) ${part}%, var(--card))` }
}

// A text that names a thing by its id: "com_…", or "name (com_…)".
const thing = /^(?:(.+) \()?((?:cus|com|ord|seg|imp|cam)_\w+)\)?$/

// useNamer writes texts without ids: the name of the person or the campaign, the text before the id, else the end of the id.
function useNamer(texts: readonly string[]): (text: string) => string {
  const person = useCalled()
  const nameOf = useNamesOf(texts)
  const channelOf = useChannelName(texts)
  return (text) => {
    const [, name, id] = thing.exec(text) ?? []
    if (id?.startsWith('cus_')) return person(id, name || nameOf(id))
    if (id && isCampaign(id)) return name || channelOf(id)
    return id ? name || `…${id.slice(-6)}` : text
  }
}

function One({ cell, column, id, row, called, onSet }: { cell: Cell; column: Column | undefined; id: string | undefined; row: string; called: (text: string) => string; onSet: CellsProps['onSet'] }) {
  const t = useWords(words)
  const say = useSay()
  const { set } = cell
  const text = say(cell.text)
  let body: ReactNode = cell.text ? called(text) || unknown : amount(cell.number, column?.unit ?? 'number')
  if (cell.grey) body = <span className="soft" title={t.grey}>{body}<span className="sr">{t.grey}</span>*</span>
  const path = ofId(id ?? thing.exec(text)?.[2] ?? '')
  if (path) return <A to={path}>{body}</A>
  if (set && onSet && cell.number) {
    return <button type="button" className="bare link" onClick={() => onSet(set, [row, say(column?.title)].filter(Boolean).join(' · '))}>{body}</button>
  }
  return <>{body}</>
}

// MetricTable is one table of an answer; its counted numbers open their rows in the dictionary drawer.
export function MetricTable({ answer, table }: { answer: Answer; table: MetricTableData }) {
  const say = useSay()
  const open = useOpenMetric()
  return <Cells label={say(table.title)} columns={table.columns} rows={table.rows} heat={table.heat}
    onSet={(set, setTitle) => open({ metric: answer.metric, answer, set, setTitle })} />
}
