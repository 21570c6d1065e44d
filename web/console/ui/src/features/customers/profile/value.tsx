import { useMay } from '@/api/session'
import { count } from '@/format'
import { SkeletonCards } from '@/parts/feedback'
import { useOpenMetric } from '@/parts/metric-open'
import { StatCard } from '@/parts/stat-card'
import { useWords } from '@/words'
import { useBrought, useKnown, useNode } from './data'
import { profileWords } from './words'

// Value is what a person bought, and what those bought whom they brought: directly, and through others. Each opens the
// definition of customer value.
export function Value({ id }: { id: string }) {
  const t = useWords(profileWords)
  const open = useOpenMetric()
  const sees = useMay()('referral.read')
  const known = useKnown(id)
  const node = useNode(id, sees)
  const brought = useBrought(id, sees && (node.data?.children ?? 0) > 0)
  if (known.isPending || (sees && node.isPending)) return <SkeletonCards n={4} />
  const own = known.data ? known.data.spent : null
  const below = node.data ? node.data.below : null
  const direct = !node.data ? null : node.data.children === 0 ? 0 : brought.data?.whole ? brought.data.people.reduce((sum, p) => sum + p.own, 0) : null
  const indirect = direct === null || below === null ? null : below - direct
  const show = (value: string) => () => open({ metric: 'value', value })
  return (
    <div className="cards two">
      <StatCard title={t.value} value={own === null || below === null ? null : own + below} unit="fen" note={sees ? t.valueNote : t.valueDenied} onOpen={show('total')} />
      <StatCard title={t.own} value={own} unit="fen" note={known.data ? t.ownNote(count(known.data.orders)) : undefined} onOpen={show('total')} />
      <StatCard title={t.direct} value={direct} unit="fen" note={node.data && t.directNote(count(node.data.children))} onOpen={show('influencers')} />
      <StatCard title={t.indirect} value={indirect} unit="fen" note={node.data && t.indirectNote(count(node.data.subtree - node.data.children), count(node.data.buyers))} onOpen={show('influencers')} />
    </div>
  )
}
