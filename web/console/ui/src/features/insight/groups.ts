// Where each metric stands in the catalogue: by the stages of the loop, the most asked first.
import type { Metric } from '@/api/types'

export const groups = [
  { word: 'gLoop', names: ['loop', 'loopcheck', 'evening', 'harvest'] },
  { word: 'gAcquire', names: ['aarrr', 'funnel', 'cac'] },
  { word: 'gSettle', names: ['retention', 'health', 'losses', 'overlap'] },
  { word: 'gActivate', names: ['activity', 'returning', 'structure', 'ladder', 'efficiency'] },
  { word: 'gConvert', names: ['conversion', 'cycle', 'concentration'] },
  { word: 'gRepurchase', names: ['repurchase', 'cohorts', 'rfm', 'tiers', 'ltv', 'predictions', 'value', 'winback'] },
  { word: 'gRefer', names: ['spread', 'forecast', 'social', 'seeds'] },
  { word: 'gCost', names: ['roi', 'costs', 'experiment'] },
] as const

export type GroupWord = (typeof groups)[number]['word'] | 'gOther'

// grouped puts metrics under their stage; what the table above does not know stands at the end.
export function grouped(all: Metric[]): { word: GroupWord; items: Metric[] }[] {
  const by = new Map(all.map((m) => [m.name, m]))
  const known = groups.map((g) => ({ word: g.word as GroupWord, items: g.names.flatMap((n) => by.get(n) ?? []) }))
  const named = new Set<string>(groups.flatMap((g) => [...g.names]))
  return [...known, { word: 'gOther' as const, items: all.filter((m) => !named.has(m.name)) }].filter((g) => g.items.length > 0)
}
