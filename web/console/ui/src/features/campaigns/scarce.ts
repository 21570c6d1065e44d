import { useGroupNames } from '@/features/communities/data'
import { count, money } from '@/format'
import { useWords } from '@/words'
import { editorWords } from './editor-words'
import { packetWords } from './packet-words'

interface Named { items?: { key: string; name: string }[] }

// usePlan names what is scarce, and writes how much: money of a budget, pieces of all else. Settings tell what things are called.
export function usePlan(settings?: unknown): { name: (bucket: string) => string; amount: (bucket: string, n: number) => string } {
  const t = useWords(editorWords)
  const p = useWords(packetWords)
  const groups = useGroupNames()
  const kind = (bucket: string) => /^(stock|budget|gift|best)(?:-([^/]+))?(?:\/(.+))?$/.exec(bucket) ?? []
  const item = (key: string | undefined) => (settings as Named | undefined)?.items?.find((i) => i.key === key)?.name ?? key
  const place = (of: string | undefined) => {
    if (of === 'welcome') return t.welcome
    const [, n, second] = /^(\d+)(b?)$/.exec(of ?? '') ?? []
    return n ? [t.stepOf(Number(n)), second && t.fallback].filter(Boolean).join(' · ') : of
  }
  return {
    name: (bucket) => {
      const part = /^group-(.+)-(com_.+)$/.exec(bucket)
      if (part) return [t.stock, item(part[1]), groups.nameOf(part[2] ?? '') ?? p.otherGroup].join(' · ')
      const [, what, of, day] = kind(bucket)
      if (what === 'stock') return [t.stock, item(of), day].filter(Boolean).join(' · ')
      const base = what === 'budget' ? t.setAside : what === 'gift' || what === 'best' ? t.reward : bucket
      return [base, what && place(of), day].filter(Boolean).join(' · ')
    },
    amount: (bucket, n) => (kind(bucket)[1] === 'budget' ? money(n) : `${count(n)} ${t.pieces}`),
  }
}
