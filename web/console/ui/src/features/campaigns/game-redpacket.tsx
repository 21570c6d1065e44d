import { Form, Select } from 'antd'
import { lazy, Suspense } from 'react'
import { useGroupNames } from '@/features/communities/data'
import { useWords } from '@/words'
import { editorWords } from './editor-words'
import { Flag, Money, Num, Other, Words, type Bag } from './fields'
import { Rows, type Reward } from './game-parts'
import { packetWords } from './packet-words'

const GiftPick = lazy(() => import('@/features/gifts/pick'))

interface Slot { day?: string; at: string }

// RedPacket are the settings of a campaign of red packets.
export interface RedPacket { amount: number; shares: number; least: number; most: number; even?: boolean; hours: number; budget: number; budget_day?: number; purpose?: string; groups?: string[]; slots?: Slot[]; best?: { what: string; stock: number } }

// RedPacketForm edits them.
export default function RedPacketForm({ of }: { of: Bag<RedPacket> }) {
  const t = useWords(editorWords)
  const p = useWords(packetWords)
  const groups = useGroupNames()
  const { best } = of.value
  return (
    <Form layout="vertical" component="div">
      <Words of={of} name="purpose" label={t.purpose} hint={t.purposeHint} />
      <Other of={of} name="groups" label={p.groups} hint={p.groupsHint}>
        {(id) => <Select id={id} mode="multiple" value={of.value.groups ?? []} onChange={(list: string[]) => of.set({ groups: list })} loading={groups.loading} placeholder={p.pickGroup} showSearch={{ optionFilterProp: 'label' }} options={groups.choices(of.value.groups)} />}
      </Other>
      <h3>{p.slots}</h3>
      <p className="soft small">{p.slotsHint}</p>
      <Rows<RedPacket, Slot> of={of} name="slots" add={p.addSlot} least={0} fresh={() => ({ at: '20:00' })}>
        {(slot) => <div className="pair grow"><Words of={slot} name="day" label={p.day} hint={p.dayHint} max={10} placeholder="2026-11-23" /><Words of={slot} name="at" label={p.at} max={5} placeholder="20:00" /></div>}
      </Rows>
      <h3>{t.packet}</h3>
      <div className="pair">
        <Money of={of} name="amount" label={t.amount} />
        <Num of={of} name="shares" label={t.shares} max={500} />
        <Money of={of} name="least" label={t.least} />
        <Money of={of} name="most" label={t.mostShare} />
        <Num of={of} name="hours" label={t.packetHours} unit={t.hours} max={72} />
        <Flag of={of} name="even" label={t.even} />
      </div>
      <h3>{t.budget}</h3>
      <div className="pair">
        <Money of={of} name="budget" label={t.packetBudget} />
        <Money of={of} name="budget_day" label={t.budgetDay} hint={t.noLimit} />
      </div>
      <Other of={of} name="best" label={p.best} hint={p.bestHint}>
        {(id) => <Select id={id} value={best ? 'gift' : ''} onChange={(kind) => of.set({ best: kind ? { what: '', stock: 10 } : undefined })} options={[{ value: '', label: t.acts.none }, { value: 'gift', label: p.gift }]} />}
      </Other>
      {best && (
        <>
          <Num of={{ value: best, at: 'best', set: (change) => of.set({ best: { ...best, ...change } }) }} name="stock" label={p.bestStock} min={1} />
          <Suspense><GiftPick of={{ value: { kind: 'gift', ...best }, at: 'best', set: ({ what }: Partial<Reward>) => of.set({ best: { ...best, what: what ?? '' } }) }} /></Suspense>
        </>
      )}
    </Form>
  )
}
