// What is asked of a metric, kept in the address of its page.
import dayjs from 'dayjs'
import { zone } from '@/format'
import type { Ask } from '@/parts/metric'
import { several, text, type StateOf } from '@/parts/state'

export const filterNames = ['store', 'staff', 'community', 'channel', 'experiment'] as const
export type FilterName = (typeof filterNames)[number]

// option holds NAME=VALUE of the metric's own numbers.
export const questionFields = { from: text(), to: text(), by: text(), store: text(), staff: text(), community: text(), channel: text(), experiment: text(), option: several() }
export type Question = StateOf<typeof questionFields>
export type SetQuestion = (change: Partial<Question>, replace?: boolean) => void

export const emptyQuestion: Question = { from: '', to: '', by: '', store: '', staff: '', community: '', channel: '', experiment: '', option: [] }

// asked tells whether anything is chosen: then the answer is computed, else the stored one is shown at once.
export const asked = (q: Question) => !!(q.from || q.to || q.by || q.option.length || filterNames.some((f) => q[f]))

export function askFor(q: Question): Ask {
  const where = filterNames.filter((f) => q[f]).map((f) => `${f}=${q[f]}`)
  return { from: q.from || undefined, to: q.to || undefined, by: q.by || undefined, where: where.length ? where : undefined, option: q.option.length ? q.option : undefined }
}

export function optionOf(q: Question, name: string): string | undefined {
  return q.option.find((o) => o.startsWith(`${name}=`))?.slice(name.length + 1)
}

export const withOption = (q: Question, name: string, value: string) =>
  [...q.option.filter((o) => !o.startsWith(`${name}=`)), ...(value === '' ? [] : [`${name}=${value}`])].sort()

export type Preset = 'all' | 'd28' | 'd90' | 'd365' | 'thisMonth' | 'lastMonth'
export const presets: readonly Preset[] = ['all', 'd28', 'd90', 'd365', 'thisMonth', 'lastMonth']

const written = (d: dayjs.Dayjs) => d.format('YYYY-MM-DD')

// daysOf gives the days of a preset, counted back from today in the organisation's zone.
export function daysOf(p: Preset): { from: string; to: string } {
  const today = dayjs().tz(zone())
  const back = (n: number) => ({ from: written(today.subtract(n - 1, 'day')), to: written(today) })
  switch (p) {
    case 'all': return { from: '', to: '' }
    case 'd28': return back(28)
    case 'd90': return back(90)
    case 'd365': return back(365)
    case 'thisMonth': return { from: written(today.startOf('month')), to: written(today) }
    case 'lastMonth': return { from: written(today.subtract(1, 'month').startOf('month')), to: written(today.subtract(1, 'month').endOf('month')) }
  }
}

export const presetOf = (q: Question) => presets.find((p) => { const d = daysOf(p); return d.from === q.from && d.to === q.to })
