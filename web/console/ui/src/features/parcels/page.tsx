import { Segmented } from 'antd'
import { lazy, Suspense } from 'react'
import { Allowed, Skeleton } from '@/parts/feedback'
import { Page } from '@/parts/page'
import { choice, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { Parcels } from './list'
import { words } from './words'

const Pickup = lazy(() => import('./pickup'))
const fields = { of: choice(['list', 'pickup'] as const, 'list') }

// ParcelsPage is how what was bought in campaigns comes to its buyers: what is sent, and what is fetched at a shop.
export default function ParcelsPage() {
  const t = useWords(words)
  const [{ of }, set] = useQueryState(fields)
  return (
    <Page title={t.title} subtitle={t.subtitle} crumbs={[{ title: t.orders, to: to.orders() }]}
      actions={<Segmented<typeof of> aria-label={t.of} value={of} options={[{ value: 'list', label: t.list }, { value: 'pickup', label: t.pickup }]} onChange={(next) => set({ of: next })} />}>
      <Allowed to="campaign.read">{of === 'list' ? <Parcels /> : <Suspense fallback={<Skeleton />}><Pickup /></Suspense>}</Allowed>
    </Page>
  )
}
