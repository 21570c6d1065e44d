import { useWords } from '@/words'
import { scaleWords } from './words'

export type Scale = 'ladder' | 'depth' | 'band' | 'seed' | 'tier'

// useScale spells the code of a level, depth, tie, seed state or tier; options are for filters, 'none' included where the
// API knows it.
export function useScale() {
  const t = useWords(scaleWords)
  const words: Record<Scale, Record<string, string>> = { ladder: t.ladder, depth: t.depth, band: t.band, seed: t.seed, tier: t.tier }
  const say = (scale: Scale, code: string) => words[scale][code] ?? code
  const options = (scale: Scale) => [
    ...Object.entries(words[scale]).map(([value, label]) => ({ value, label })),
    ...(scale === 'ladder' || scale === 'depth' || scale === 'band' ? [{ value: 'none', label: t.none[scale] }] : []),
  ]
  return { say, options, title: (scale: Scale) => t.title[scale] }
}
