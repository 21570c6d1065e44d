import { QrcodeOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Alert, App, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { CopyText } from '@/features/channel/copy'
import { count, moment, money, share } from '@/format'
import { ConfirmTyped, useAct } from '@/parts/confirm'
import { Allowed, Empty, Loaded } from '@/parts/feedback'
import { A } from '@/parts/link'
import { Page } from '@/parts/page'
import { Popup } from '@/parts/popup'
import { PhoneCode, useReach } from '@/parts/reach'
import { StatCard } from '@/parts/stat-card'
import { to } from '@/paths'
import { useWords } from '@/words'
import { Buckets, Days, Funnel } from './board-figures'
import { flowOf } from './board-flow'
import { Newest, Teams } from './board-people'
import { HeldPeople, Waiting } from './board-held'
import { HeldPayouts } from './board-payouts'
import { Life } from './board-life'
import { Fluency } from './board-fluency'
import { Review } from './board-review'
import { Packets } from './board-packets'
import { boardWords } from './board-words'
import './campaigns.css'
import { useFresh, useModelName, useRules, type Board, type Campaign } from './data'
import { lifeWords } from './life-words'
import { StateTag } from './state-tag'
import { words } from './words'

// BoardPage shows how a campaign stands while it runs; it looks again by itself.
export default function BoardPage() {
  const t = useWords(words)
  const b = useWords(boardWords)
  const modelName = useModelName()
  const { id = '' } = useParams({ strict: false })
  const board = useQuery({
    queryKey: ['campaigns', 'board', id], queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}/board', { params: { path: { id } }, signal })),
    refetchInterval: (q) => (q.state.data?.campaign.state === 'ended' ? 30_000 : 3000),
  })
  const c = board.data?.campaign
  const terms = board.data?.terms
  return (
    <Page title={c?.name ?? t.title} crumbs={[{ title: t.title, to: to.campaigns() }]} subtitle={c && terms && `${modelName(c.model)} · ${moment(terms.from)} – ${moment(terms.until)}`}
      extra={board.data && c && terms && <StateTag state={c.state} window={{ now: board.data.now, from: terms.from, until: terms.until }} />} actions={board.data && c && <><Address of={board.data} /><Acts of={c} left={board.data.buckets.find((x) => x.name === 'budget')?.free ?? 0} /></>}>
      <Allowed to="campaign.read">
        <Loaded query={board}>{(x) => (x.campaign.revision === 0 ? <section className="card flush"><Empty title={t.never} why={b.never} action={<A to={to.campaign(id)}>{b.toEditor}</A>} /></section> : <Live of={x} />)}</Loaded>
      </Allowed>
    </Page>
  )
}

// Address is where people take part: as a code, as a link.
function Address({ of }: { of: Board }) {
  const b = useWords(boardWords)
  const address = useReach().at(of.path)
  const picture = `/api/campaigns/${of.campaign.id}/picture`
  if (of.campaign.revision === 0) return null
  return (
    <Popup title={b.address} content={(
      <div className="stack tight" style={{ width: 260, textAlign: 'center' }}>
        <p className="soft small">{b.addressWhy}</p>
        <div style={{ alignSelf: 'center' }}><PhoneCode src={picture} alt={b.address} size={220} /></div>
        <CopyText text={address} label={b.address} />
        <div className="row" style={{ justifyContent: 'center' }}>
          <Button href={address} target="_blank" rel="noreferrer">{b.open}</Button>
          <Button href={`${picture}?format=png&size=1200`} download={`${of.campaign.name}.png`}>{b.png}</Button>
        </div>
      </div>
    )}><Button icon={<QrcodeOutlined />}>{b.address}</Button></Popup>
  )
}

function Live({ of }: { of: Board }) {
  const t = useWords(words)
  const { campaign: c } = of
  return (
    <div className="stack">
      {c.state === 'paused' && <Alert type="warning" showIcon title={c.why === 'breaker' ? t.breaker : c.why === 'faded' ? t.faded : `${t.state.paused}: ${c.why}`} />}
      <Waiting of={of} />
      <Figures of={of} />
      <div className="split"><Funnel of={of} /><Buckets of={of} /></div>
      {of.instances.length > 0 ? <div className="split"><Newest of={of} /><Teams of={of} /></div> : <Newest of={of} />}
      {c.model === 'redpacket' && <Packets id={c.id} live={c.state === 'live'} />}
      <Days of={of} />
      <Review of={of} />
      <Life of={of} />
      <Fluency of={of} />
      <div id="board-held" tabIndex={-1}><HeldPeople of={of} /></div>
      <div id="board-payouts" tabIndex={-1}><HeldPayouts of={of} /></div>
    </div>
  )
}

function Figures({ of }: { of: Board }) {
  const b = useWords(boardWords)
  const flow = flowOf(of.campaign.model, of.seats)
  const entered = (state: string | undefined) => of.seats.find((s) => s.state === state)
  const done = entered(flow.done)?.n ?? 0
  const target = of.terms.target ?? 0
  return (
    <div className="cards two">
      <StatCard title={b.came} value={entered(flow.way[0])?.n ?? 0} unit="count" note={b.cameNote} />
      <StatCard title={b.done} value={done} unit="count" note={target > 0 ? b.doneOf(count(target)) : undefined} />
      <StatCard title={b.target} value={target > 0 ? done / target : null} unit="share" text={target > 0 ? share(done / target) : undefined} note={target > 0 ? b.targetNote : b.noTarget} />
      {of.campaign.model === 'invite'
        ? <StatCard title={b.rewards} value={entered('granted')?.amount ?? 0} unit="fen" text={money(entered('granted')?.amount ?? 0)} note={b.rewardsNote} />
        : <StatCard title={b.money} value={entered(flow.done)?.amount ?? 0} unit="fen" text={money(entered(flow.done)?.amount ?? 0)} note={b.moneyNote} />}
    </div>
  )
}

function Acts({ of, left }: { of: Campaign; left: number }) {
  const t = useWords(words)
  const b = useWords(boardWords)
  const act = useAct()
  const fresh = useFresh()
  const [ending, setEnding] = useState(false)
  const path = { params: { path: { id: of.id } } }
  const resume = async () => { await act(() => ask(api.POST('/api/campaigns/{id}/resume', path)), t.resumed); await fresh() }
  return (
    <>
      <A to={to.campaign(of.id)}>{t.edit}</A>
      {(of.model === 'groupbuy' || of.model === 'flashsale') && <><Allowed to="order.read" quiet><A to={to.orders({ channel: of.id })}>{b.orders}</A></Allowed><A to={to.parcels({ campaign: of.id })}>{b.parcels}</A></>}
      <Allowed to="campaign.edit" quiet>
        {of.state === 'live' && of.model === 'redpacket' && <PutOut id={of.id} left={left} />}
        {of.state === 'live' && <Pause id={of.id} />}
        {of.state === 'paused' && <Button type="primary" onClick={() => void resume()}>{t.resume}</Button>}
        {of.state !== 'ended' && of.revision > 0 && <Button danger type="text" onClick={() => setEnding(true)}>{t.end}</Button>}
        <ConfirmTyped open={ending} title={t.end} what={t.endWhat} typed={t.endWord} act={t.end} onClose={() => setEnding(false)}
          onDone={async () => { await act(() => ask(api.POST('/api/campaigns/{id}/end', { ...path, body: {} })), t.ended); await fresh() }} />
      </Allowed>
    </>
  )
}

// PutOut puts a packet out, for whoever comes first, once it was said what that takes of the budget. The number makes two presses of one button one packet.
function PutOut({ id, left }: { id: string; left: number }) {
  const t = useWords(lifeWords)
  const act = useAct()
  const fresh = useFresh()
  const [number, setNumber] = useState(() => Date.now())
  const put = async () => {
    if (await act(() => ask(api.POST('/api/campaigns/{id}/instances', { params: { path: { id } }, body: { number } })), t.out)) setNumber(Date.now())
    await fresh()
  }
  const { modal } = App.useApp()
  const { amount = 0, shares = 0 } = (useRules(id).data?.settings ?? {}) as { amount?: number; shares?: number }
  const question = () => modal.confirm({ title: t.putOut, content: t.putOutAsk(money(amount), count(shares), money(left)), okText: t.putOut, onOk: put })
  return <Button type="primary" title={t.putOutWhat} onClick={question}>{t.putOut}</Button>
}

// Pause asks for the reason and lets nobody in from the next command on.
function Pause({ id }: { id: string }) {
  const t = useWords(words)
  const act = useAct()
  const fresh = useFresh()
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const pause = async ({ why }: { why: string }) => {
    setBusy(true)
    const well = await act(() => ask(api.POST('/api/campaigns/{id}/pause', { params: { path: { id } }, body: { why: why.trim() } })), t.paused)
    await fresh()
    setBusy(false)
    if (well) setOpen(false)
  }
  return (
    <Popup title={t.pause} open={open} onOpenChange={setOpen} content={(
      <Form layout="vertical" requiredMark={false} onFinish={(v: { why: string }) => void pause(v)} style={{ width: 280 }}>
        <Form.Item name="why" label={t.pauseWhy} extra={t.pauseWhyHint} rules={[{ required: true, whitespace: true, message: t.needWhy }]}><Input maxLength={200} /></Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>{t.pause}</Button>
      </Form>
    )}><Button>{t.pause}</Button></Popup>
  )
}
