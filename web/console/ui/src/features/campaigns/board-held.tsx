import { Alert, Button, Form, Input, InputNumber, Tag } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { PersonName } from '@/features/communities/bits'
import { usePeopleNames } from '@/features/customers/people'
import { useAct } from '@/parts/confirm'
import { Allowed, Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { Popup } from '@/parts/popup'
import { useSay, useWords } from '@/words'
import { usePayouts } from './board-payouts'
import { useFresh, type Board } from './data'
import { lifeWords } from './life-words'

// useHeld gives who waits for a review, fifty at most.
const useHeld = (id: string) => useQuery({ queryKey: ['campaigns', 'held', id], refetchInterval: 10_000, queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}/held', { params: { path: { id }, query: { limit: 50 } }, signal })) })

// Waiting says at the top of the board that somebody has to decide, and leads there.
export function Waiting({ of }: { of: Board }) {
  const t = useWords(lifeWords)
  const people = useHeld(of.campaign.id).data?.items.length ?? 0
  const rewards = usePayouts(of.campaign.id, 'waiting').data?.items.length ?? 0
  if (people + rewards === 0) return null
  const go = () => { const at = document.getElementById(people > 0 ? 'board-held' : 'board-payouts'); at?.scrollIntoView(); at?.focus({ preventScroll: true }) }
  return <Alert type="info" showIcon title={t.waiting(people, rewards)} action={<Button onClick={go}>{t.toWaiting}</Button>} />
}

// HeldPeople lists who waits for a review, with the signals, and lets them in or keeps them out.
export function HeldPeople({ of }: { of: Board }) {
  const t = useWords(lifeWords)
  const { id } = of.campaign
  const held = useHeld(id)
  return (
    <Section title={t.held} note={t.heldNote} actions={<Allowed to="campaign.edit" quiet><Lines campaign={id} /></Allowed>}>
      <Loaded query={held}>{({ items }) => (items.length === 0 ? <p className="soft">{t.noHeld}</p> : <Cases campaign={id} items={items} />)}</Loaded>
    </Section>
  )
}

function Cases({ campaign, items }: { campaign: string; items: readonly Schema<'CaseView'>[] }) {
  const t = useWords(lifeWords)
  const say = useSay()
  const nameOf = usePeopleNames(items.map((i) => i.person_id))
  return (
    <ul className="plain">
      {items.map((i) => (
        <li key={i.person_id} style={{ padding: '8px 0', borderBottom: '1px solid var(--line)' }}>
          <div className="row">
            <span className="grow"><PersonName id={i.person_id} nameOf={nameOf} /> <span className="soft num">{t.points(i.score)}</span> {i.stand === 'flagged' && <Tag color="error">{t.flagged}</Tag>}</span>
            <Allowed to="campaign.edit" quiet>
              <Decide campaign={campaign} person={i.person_id} stand="released" label={t.letIn} />
              <Decide campaign={campaign} person={i.person_id} stand="confirmed" label={t.keepOut} />
            </Allowed>
          </div>
          {i.reasons.map((r) => <p key={r.zh} className="soft small">{say(r)}</p>)}
        </li>
      ))}
    </ul>
  )
}

interface Decision { campaign: string; person: string; stand: 'released' | 'confirmed'; label: string }

function Decide({ campaign, person, stand, label }: Decision) {
  const t = useWords(lifeWords)
  const act = useAct()
  const fresh = useFresh()
  const [open, setOpen] = useState(false)
  const decide = async ({ note }: { note: string }) => {
    const well = await act(() => ask(api.POST('/api/campaigns/{id}/held', { params: { path: { id: campaign } }, body: { person_id: person, stand, note: note.trim() } })), t.decided)
    await fresh()
    if (well) setOpen(false)
  }
  return (
    <Popup title={label} open={open} onOpenChange={setOpen} content={(
      <Form layout="vertical" requiredMark={false} onFinish={(v: { note: string }) => void decide(v)} style={{ width: 260 }}>
        <Form.Item name="note" label={t.because} rules={[{ required: true, whitespace: true, message: t.needBecause }]}><Input maxLength={200} /></Form.Item>
        <Button type="primary" htmlType="submit">{label}</Button>
      </Form>
    )}><Button size="small">{label}</Button></Popup>
  )
}

// Lines are from which points on the campaign holds people. They are asked for when the window is opened.
function Lines({ campaign }: { campaign: string }) {
  const t = useWords(lifeWords)
  const [open, setOpen] = useState(false)
  return (
    <Popup title={t.lines} open={open} onOpenChange={setOpen} content={open ? <LinesForm campaign={campaign} onDone={() => setOpen(false)} /> : <span />}>
      <Button size="small">{t.lines}</Button>
    </Popup>
  )
}

function LinesForm({ campaign, onDone }: { campaign: string; onDone: () => void }) {
  const t = useWords(lifeWords)
  const act = useAct()
  const [form] = Form.useForm<Schema<'Thresholds'>>()
  const now = useQuery({ queryKey: ['campaigns', 'thresholds', campaign], gcTime: 0, queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}/thresholds', { params: { path: { id: campaign } }, signal })) })
  const save = async (body: Schema<'Thresholds'>) => {
    if (await act(() => ask(api.PUT('/api/campaigns/{id}/thresholds', { params: { path: { id: campaign } }, body })), t.linesSaved)) onDone()
  }
  const whole = { type: 'integer' as const, min: 1, max: 1000, required: true, message: t.linesNeed }
  return (
    <div style={{ width: 280 }}>
      <Loaded query={now}>{(lines) => (
        <Form form={form} layout="vertical" requiredMark={false} initialValues={lines} onFinish={(v) => void save(v)}>
          <p className="soft small" style={{ marginBottom: 12 }}>{t.linesNote}</p>
          <Form.Item name="hold" label={t.holdAt} rules={[whole]}><InputNumber precision={0} style={{ width: '100%' }} /></Form.Item>
          <Form.Item name="flag" label={t.flagAt} dependencies={['hold']} rules={[whole, ({ getFieldValue }) => ({ validator: (_, v: number) => (v < Number(getFieldValue('hold')) ? Promise.reject(new Error(t.linesOrder)) : Promise.resolve()) })]}><InputNumber precision={0} style={{ width: '100%' }} /></Form.Item>
          <Button type="primary" htmlType="submit">{t.linesSave}</Button>
        </Form>
      )}</Loaded>
    </div>
  )
}
