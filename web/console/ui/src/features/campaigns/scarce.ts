import { count, money } from '@/format'
import { useWords } from '@/words'
import { editorWords } from './editor-words'

// usePlan names what is scarce, and writes how much: money of a budget, pieces of all else.
export function usePlan(): { name: (bucket: string) => string; amount: (bucket: string, n: number) => string } {
  const t = useWords(editorWords)
  const kind = (bucket: string) => /^(stock|budget|gift|best)(?:-([^/]+))?(?:\/(.+))?$/.exec(bucket) ?? []
  return {
    name: (bucket) => {
      const part = /^group-(.+)-(com_.+)$/.exec(bucket)
      if (part) return [t.stock, part[1], part[2]].join(' · ')
      const [, what, of, day] = kind(bucket)
      const base = what === 'stock' ? t.stock : what === 'budget' ? t.budget : what === 'gift' || what === 'best' ? t.reward : bucket
      return [base, of, day].filter(Boolean).join(' · ')
    },
    amount: (bucket, n) => (kind(bucket)[1] === 'budget' ? money(n) : `${count(n)} ${t.pieces}`),
  }
}
