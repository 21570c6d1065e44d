import { Select } from 'antd'
import { lazy, Suspense } from 'react'
import { lasting } from '@/format'
import { useWords } from '@/words'
import { editorWords } from './editor-words'
import { Flag, Money, Num, Other, type Bag } from './fields'

const GiftPick = lazy(() => import('@/features/gifts/pick'))

// LeaderBonus is what the leader of a team gets when the after-sale period is over.
export interface LeaderBonus { kind: string; amount?: number; each?: boolean; what?: string; stock?: number; budget?: number; need: number; hold_hours: number; claw_back?: boolean }

// bonusOf gives the bonus that begins for teams of a size: cash, after a week.
export const bonusOf = (size: number): LeaderBonus => ({ kind: 'cash', amount: 500, budget: 50_000, need: Math.max(1, size - 1), hold_hours: 168 })

const kinds = ['cash', 'coupon', 'gift'] as const

// Bonus edits it.
export function Bonus({ of }: { of: Bag<LeaderBonus> }) {
  const t = useWords(editorWords)
  const cash = of.value.kind === 'cash'
  const turn = (kind: string) => of.set(kind === 'cash' ? { kind, amount: 500, budget: 50_000, what: undefined, stock: undefined } : { kind, amount: undefined, each: false, budget: undefined, what: of.value.what ?? '', stock: of.value.stock || 100 })
  return (
    <>
      <div className="pair">
        <Other of={of} name="kind" label={t.rewardKind}>{(id) => <Select id={id} value={of.value.kind} onChange={turn} options={kinds.map((k) => ({ value: k, label: t.reward_[k] }))} />}</Other>
        {cash ? <Money of={of} name="amount" label={t.rewardAmount} /> : <Num of={of} name="stock" label={t.rewardStock} unit={t.pieces} />}
        {cash && <Money of={of} name="budget" label={t.cashBudget} />}
        <Num of={of} name="need" label={t.bonusNeed} unit={t.people} hint={t.bonusNeedHint} min={1} />
        <Num of={of} name="hold_hours" label={t.holdHours} unit={t.hours} hint={`${t.bonusHoldHint} ${t.same(lasting(of.value.hold_hours * 3_600_000))}`} />
      </div>
      {cash ? <Flag of={of} name="each" label={t.bonusEach} hint={t.bonusEachHint} /> : <Suspense><GiftPick of={of} /></Suspense>}
      <Flag of={of} name="claw_back" label={t.clawBack} hint={t.bonusClawHint} />
    </>
  )
}
