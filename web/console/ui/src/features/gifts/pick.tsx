import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { api, ask } from '@/api/client'
import { Other, type Bag } from '@/features/campaigns/fields'
import type { Reward } from '@/features/campaigns/game-parts'
import { count } from '@/format'
import { Allowed } from '@/parts/feedback'
import { useWords } from '@/words'
import { words } from './words'

const Editor = lazy(() => import('./editor'))

// GiftPick chooses the gift or coupon that a reward hands out, or makes it on the spot: a template says in words what it means.
export default function GiftPick({ of }: { of: Bag<Reward> }) {
  const t = useWords(words)
  const [making, setMaking] = useState(false)
  const coupon = of.value.kind === 'coupon'
  const all = useQuery({ queryKey: ['gifts', 'pick'], queryFn: ({ signal }) => ask(api.GET('/api/gifts', { params: { query: { state: 'open', limit: 200 } }, signal })) })
  const options = (all.data?.items ?? []).filter((g) => (g.kind === 'coupon') === coupon).map((g) => ({ value: g.id, label: t.pickLeft(g.name, count(g.total - g.issued)) }))
  const what = of.value.what ?? ''
  const meant = what !== '' && !what.startsWith('gft_') ? what : ''
  if (meant) options.unshift({ value: meant, label: t.pickMeant(meant) })
  return (
    <>
      <Other of={of} name="what" label={t.pick} hint={t.pickHint}>
        {(id) => (
          <div className="row" style={{ flexWrap: 'nowrap' }}>
            <Select id={id} style={{ flex: 1, minWidth: 0 }} value={what || undefined} status={meant ? 'warning' : undefined} loading={all.isPending} showSearch={{ optionFilterProp: 'label' }} options={options} onChange={(next: string) => of.set({ what: next })} />
            <Allowed to="campaign.edit" quiet><Button type={meant ? 'primary' : 'default'} onClick={() => setMaking(true)}>{meant ? t.makeThis : t.make}</Button></Allowed>
          </div>
        )}
      </Other>
      {making && <Suspense><Editor begin={{ kind: coupon ? 'coupon' : 'thing', name: meant, total: of.value.stock }} onClose={() => setMaking(false)} onSaved={(g) => { setMaking(false); of.set({ what: g.id }) }} /></Suspense>}
    </>
  )
}
