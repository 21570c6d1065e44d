import { Button, Segmented } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { Allowed } from '@/parts/feedback'
import { Page } from '@/parts/page'
import { choice, text, useQueryState } from '@/parts/state'
import { useWords } from '@/words'
import { Gifts } from './gifts'
import { Given } from './given'
import { words } from './words'

const Editor = lazy(() => import('./editor'))
const Drawer = lazy(() => import('./drawer'))
const fields = { of: choice(['gifts', 'given'] as const, 'gifts'), gift: text() }

// GiftsPage lists what campaigns can hand out, and who was given what.
export default function GiftsPage() {
  const t = useWords(words)
  const [{ of, gift }, set] = useQueryState(fields)
  const [making, setMaking] = useState(false)
  const make = <Allowed to="campaign.edit" quiet><Button type="primary" onClick={() => setMaking(true)}>{t.make}</Button></Allowed>
  return (
    <Page title={t.title} subtitle={t.subtitle}
      actions={<><Segmented<typeof of> aria-label={t.of} value={of} options={[{ value: 'gifts', label: t.gifts }, { value: 'given', label: t.given }]} onChange={(next) => set({ of: next, gift: '' })} />{make}</>}>
      <Allowed to="campaign.read">{of === 'gifts' ? <Gifts make={make} onOpen={(id) => set({ gift: id })} /> : <Given />}</Allowed>
      <Suspense>
        {making && <Editor onClose={() => setMaking(false)} onSaved={(g) => { setMaking(false); set({ of: 'gifts', gift: g.id }) }} />}
        {of === 'gifts' && gift && <Drawer id={gift} onClose={() => set({ gift: '' })} />}
      </Suspense>
    </Page>
  )
}
