// Which picture suits a table: lines over time, a funnel, bars for a few classes, or none.
import type { Answer, Cell, MetricTableData } from '@/api/types'
import type { Figure, Mark } from '@/parts/chart'
import type { Both } from '@/words'

export type Say = (b: Both | undefined | null) => string

const month = /^\d{4}-\d{2}$/, day = /^\d{4}-\d{2}-\d{2}$/
const most = 6 // series in one picture; the rest is a table

export interface Picture { figure: Figure; sets: (place: { series?: string; index: number }) => string | undefined }

const first = (r: Cell[], say: Say) => (r[0]?.text ? say(r[0].text) : String(r[0]?.number ?? ''))

export const isTime = (t: MetricTableData, say: Say) => t.rows.length > 2 && t.rows.every((r) => { const x = first(r, say); return month.test(x) || day.test(x) })

// A few tables are drawn by chosen columns: by the unit on the axis, the first the one that is shown first.
const chosen: Record<string, Record<string, readonly string[]>> = {
  'forecast.generations': { count: ['newcomers', 'users', 'measured'] },
  'spread.generations': { number: ['k'], count: ['people', 'sharers', 'brought'], share: ['sharer_share'] },
  'predictions.months': { count: ['actual', 'expected'], share: ['index'] },
}
const keyOf = (a: Answer, t: MetricTableData) => `${a.metric}.${t.name}`

// unitsOf is what the number columns of a table count, the first to show first: shares over time, people of a funnel.
export function unitsOf(a: Answer, t: MetricTableData, say: Say): string[] {
  const own = chosen[keyOf(a, t)]
  const all = own ? Object.keys(own) : [...new Set(t.columns.slice(1).filter((c) => c.unit !== 'text').map((c) => c.unit))]
  const lead = own ? undefined : t.name === 'funnel' ? 'count' : isTime(t, say) ? 'share' : undefined
  return lead && all.includes(lead) ? [lead, ...all.filter((u) => u !== lead)] : all
}

function columnsOf(a: Answer, t: MetricTableData, unit: string) {
  const all = t.columns.map((c, at) => ({ ...c, at })), own = chosen[keyOf(a, t)]
  return own ? (own[unit] ?? []).flatMap((n) => all.find((c) => c.name === n) ?? []) : all.filter((c) => c.at > 0 && c.unit === unit).slice(0, most)
}

// pictureOf draws the columns of one unit.
export function pictureOf(a: Answer, t: MetricTableData, unit: string, say: Say, notes: readonly { day: string; words: string }[]): Picture | null {
  const columns = columnsOf(a, t, unit)
  const column = columns[0]
  if (!column || t.heat) return null
  if (!t.rows.some((r) => columns.some((c) => r[c.at]?.number))) return null // nothing but noughts is no picture
  const axis = t.rows.map((r) => first(r, say))
  const series = columns.map((c) => ({ name: say(c.title), data: t.rows.map((r) => r[c.at]?.number ?? null) }))
  const sets: Picture['sets'] = ({ series: name, index }) => t.rows[index]?.[columns.find((c) => say(c.title) === name)?.at ?? column.at]?.set
  if (t.name === 'funnel' && unit === 'count') {
    const steps = t.rows.map((r) => ({ name: first(r, say), value: r[column.at]?.number ?? 0 }))
    return { figure: { kind: 'funnel', unit, steps }, sets: ({ index }) => t.rows[index]?.[column.at]?.set }
  }
  if (isTime(t, say)) return { figure: { kind: 'line', unit, axis, series, marks: marksOf(axis, notes, a.window.to) }, sets }
  if (chosen[keyOf(a, t)]) return { figure: { kind: 'line', unit, axis, series }, sets }
  if (t.columns[0]?.unit === 'text' && t.rows.length > 1 && t.rows.length <= 20 && !isList(t, say)) return { figure: { kind: 'bar', unit, axis, series: series.slice(0, 3) }, sets }
  return null
}

// A list of people or groups is no chart.
const isList = (t: MetricTableData, say: Say) => t.rows.some((r) => /\b(cus|com|ord)_\w+/.test(first(r, say)))

// marksOf puts notes of days at the places of an axis of days, weeks (their Monday) or months.
function marksOf(axis: readonly string[], notes: readonly { day: string; words: string }[], last: string): Mark[] | undefined {
  const out: Mark[] = []
  for (const n of notes) {
    const at = month.test(axis[0] ?? '') ? axis.find((x) => x === n.day.slice(0, 7)) : n.day <= last ? axis.findLast((x) => x <= n.day) : undefined
    if (at !== undefined) out.push({ at, text: n.words.length > 12 ? `${n.words.slice(0, 11)}…` : n.words })
  }
  return out.length ? out : undefined
}
