import type { Schema } from '@/api/types'
import { count, decimal } from '@/format'
import { useWords } from '@/words'
import { lifeWords } from './life-words'

// LoopPlan tells whether a campaign is planned to keep itself going, and how many people that makes.
export function LoopPlan({ of }: { of: Schema<'LoopView'> }) {
  const t = useWords(lifeWords)
  return <span data-plan={of.k}>{t.plan(decimal(of.k), of.sustains)}{(of.users[0] ?? 0) > 0 && <span className="soft num"> · {t.planUsers(of.users.map((n) => count(n)).join('、'), of.limit == null ? '' : count(of.limit))}</span>}</span>
}
