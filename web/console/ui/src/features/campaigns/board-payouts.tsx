import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Segmented } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { PersonName } from '@/features/communities/bits'
import { usePeopleNames } from '@/features/customers/people'
import { moment, money } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Empty, Loaded } from '@/parts/feedback'
import { useGo } from '@/parts/link'
import { Section } from '@/parts/page'
import { Popup } from '@/parts/popup'
import { to } from '@/paths'
import { useWords } from '@/words'
import { useFresh, type Board } from './data'
import { payoutWords } from './payout-words'

type Payout = Schema<'PayoutReview'>
const stands = ['waiting', 'approved', 'rejected'] as const

// usePayouts gives the rewards of a stand, fifty at most.
export const usePayouts = (id: string, stand: (typeof stands)[number]) => useQuery({ queryKey: ['campaigns', 'payouts', id, stand], refetchInterval: 10_000, queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}/payouts', { params: { path: { id }, query: { stand, limit: 50 } }, signal })) })

// HeldPayouts lists the rewards that wait for a review before they go out, and what was decided of earlier ones.
export function HeldPayouts({ of }: { of: Board }) {
  const t = useWords(payoutWords)
  const { id } = of.campaign
  const go = useGo()
  const [stand, setStand] = useState<(typeof stands)[number]>('waiting')
  const all = usePayouts(id, stand)
  return (
    <Section title={t.title} note={t.note} actions={<Segmented<typeof stand> size="small" aria-label={t.standOf} value={stand} options={stands.map((s) => ({ value: s, label: t.stand[s] }))} onChange={setStand} />}>
      <Loaded query={all}>{({ items }) => (items.length === 0
        ? stand === 'waiting'
          ? <Empty small title={t.none} why={t.noneWhy} action={<Allowed to="campaign.edit" quiet>{of.campaign.state !== 'ended' && <Button onClick={() => go(to.campaign(id, { field: 'review_above' }))}>{t.setLimit}</Button>}</Allowed>} />
          : <Empty small title={t.noneOf[stand]} why={t.noneOfWhy} action={<Button onClick={() => setStand('waiting')}>{t.toWaiting}</Button>} />
        : <Payouts campaign={id} items={items} />)}</Loaded>
    </Section>
  )
}

function Payouts({ campaign, items }: { campaign: string; items: readonly Payout[] }) {
  const t = useWords(payoutWords)
  const nameOf = usePeopleNames(items.map((i) => i.person_id))
  return (
    <ul className="plain">
      {items.map((i) => (
        <li key={i.number} style={{ padding: '8px 0', borderBottom: '1px solid var(--line)' }}>
          <div className="row">
            <span className="grow" style={{ flexBasis: 200 }}><PersonName id={i.person_id} nameOf={nameOf} /> <strong className="num">{i.amount > 0 ? money(i.amount) : t.gift}</strong> <span className="soft small num">{moment(i.at)}</span></span>
            {i.stand === 'waiting' && (
              <Allowed to="campaign.edit" quiet>
                <span className="row" style={{ flexWrap: 'nowrap' }}>
                  <Decide campaign={campaign} number={i.number} stand="approved" label={t.release} hint={t.releaseHint} />
                  <Decide campaign={campaign} number={i.number} stand="rejected" label={t.takeBack} hint={t.takeBackHint} />
                </span>
              </Allowed>
            )}
          </div>
          <p className="soft small">{t.why[i.why]}</p>
          {i.reviewed_at > 0 && <p className="soft small">{moment(i.reviewed_at)} · {i.note || t.byScore}</p>}
        </li>
      ))}
    </ul>
  )
}

interface Decision { campaign: string; number: string; stand: 'approved' | 'rejected'; label: string; hint: string }

function Decide({ campaign, number, stand, label, hint }: Decision) {
  const t = useWords(payoutWords)
  const act = useAct()
  const fresh = useFresh()
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const decide = async ({ note }: { note: string }) => {
    setBusy(true)
    const well = await act(() => ask(api.POST('/api/campaigns/{id}/payouts', { params: { path: { id: campaign } }, body: { number, stand, note: note.trim() } })), t.decided)
    await fresh()
    setBusy(false)
    if (well) setOpen(false)
  }
  return (
    <Popup title={label} open={open} onOpenChange={setOpen} content={(
      <Form layout="vertical" requiredMark={false} onFinish={(v: { note: string }) => void decide(v)} style={{ width: 260 }}>
        <Form.Item name="note" label={t.because} extra={hint} rules={[{ required: true, whitespace: true, message: t.needBecause }]}><Input maxLength={200} /></Form.Item>
        <Button type="primary" danger={stand === 'rejected'} htmlType="submit" loading={busy}>{label}</Button>
      </Form>
    )}><Button size="small">{label}</Button></Popup>
  )
}
