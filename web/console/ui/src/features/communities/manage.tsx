import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count, date } from '@/format'
import { ConfirmTyped, useAct, useUndoToast } from '@/parts/confirm'
import { Allowed, ErrorState, Skeleton } from '@/parts/feedback'
import { useGo } from '@/parts/link'
import { Section } from '@/parts/page'
import { to } from '@/paths'
import { useWords } from '@/words'
import { Facts, StateTag } from './bits'
import { carriers, groupName, kinds, useAfresh, type Group, type GroupDetail, type Kind } from './data'
import { lifeWords } from './life-words'
import { words } from './words'

// ManageTab is the life of a group: open, close, put away, the next of its series, another carrier, its kind and name.
export default function ManageTab({ detail }: { detail: GroupDetail }) {
  const g = detail.community
  return (
    <Allowed to="community.edit">
      <div className="split" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 400px), 1fr))', alignItems: 'start' }}>
        <div className="stack"><Life group={g} /><KindPart group={g} /><NamePart group={g} /></div>
        <Carrier group={g} />
      </div>
    </Allowed>
  )
}

type Act = 'open' | 'close' | 'archive' | 'reopen' | 'next' | 'harvest'

// actsOf are the acts that fit where a group stands.
function actsOf(g: Group): Act[] {
  const series: Act[] = g.series ? ['next'] : []
  switch (g.state) {
    case 'draft': return ['open']
    case 'open': return g.kind === 'activity' ? ['harvest', 'close', ...series] : ['close', ...series]
    case 'harvest': return ['close', ...series]
    case 'closed': return ['reopen', 'archive', ...series]
  }
  return []
}

function send(act: Act, g: Group): Promise<{ id: string }> {
  const params = { path: { id: g.id } }
  const body = { version: g.version }
  switch (act) {
    case 'open': return ask(api.POST('/api/communities/{id}/open', { params, body }))
    case 'close': return ask(api.POST('/api/communities/{id}/close', { params, body }))
    case 'archive': return ask(api.POST('/api/communities/{id}/archive', { params, body }))
    case 'reopen': return ask(api.POST('/api/communities/{id}/reopen', { params, body }))
    case 'harvest': return ask(api.POST('/api/communities/{id}/harvest', { params, body }))
    case 'next': return ask(api.POST('/api/communities/{id}/next', { params }))
  }
}

function Life({ group: g }: { group: Group }) {
  const t = useWords(lifeWords)
  const run = useAct()
  const go = useGo()
  const afresh = useAfresh()
  const toast = useUndoToast()
  const [asked, setAsked] = useState<'close' | 'archive'>()
  const does = async (act: Act) => {
    if (act === 'archive' || act === 'close') { setAsked(act); return }
    let made = ''
    if (!await run(async () => { made = (await send(act, g)).id }, t.done[act])) return
    await afresh()
    if (act === 'next') go(to.community(made))
  }
  const close = async () => {
    await send('close', g)
    await afresh()
    toast(t.done.close, async () => {
      const now = await ask(api.GET('/api/communities/{id}', { params: { path: { id: g.id } } }))
      await send('reopen', now.community)
      await afresh()
    })
  }
  const acts = actsOf(g)
  return (
    <Section title={t.life}>
      <Facts list={[[t.lifeNow, <StateTag key="s" state={g.state} />], [t.opened, date(g.opened_at || g.created_at)], ...(g.closed_at ? [[t.closedAt, date(g.closed_at)] as const] : [])]} />
      {acts.length === 0 && <p className="soft" style={{ marginTop: 12 }}>{t.none}</p>}
      <ul className="plain stack tight" style={{ marginTop: 16 }}>
        {acts.map((a) => <li key={a} className="row" style={{ flexWrap: 'nowrap' }}><Button danger={a === 'close' || a === 'archive'} onClick={() => void does(a)}>{t.acts[a]}</Button><span className="soft small">{t.actWhy[a]}</span></li>)}
      </ul>
      <ConfirmTyped open={asked === 'close'} title={t.closeTitle} what={t.closeWhat(count(g.members))} typed={groupName(g)} act={t.acts.close} onDone={close} onClose={() => setAsked(undefined)} />
      <ConfirmTyped open={asked === 'archive'} title={t.archiveTitle} what={t.archiveWhat} typed={groupName(g)} act={t.acts.archive} onDone={async () => { await send('archive', g); await afresh() }} onClose={() => setAsked(undefined)} />
    </Section>
  )
}

function KindPart({ group: g }: { group: Group }) {
  const t = useWords(lifeWords)
  const w = useWords(words)
  const act = useAct()
  const afresh = useAfresh()
  const [kind, setKind] = useState<Kind | undefined>(kinds.find((k) => k === g.kind))
  const save = async () => {
    if (!kind) return
    await act(() => ask(api.PUT('/api/communities/{id}/kind', { params: { path: { id: g.id } }, body: { kind, version: g.version } })), t.kindSaved)
    await afresh()
  }
  return (
    <Section title={t.kindTitle} note={t.kindWhy}>
      <div className="row"><Select aria-label={t.kindTitle} value={kind} onChange={setKind} options={kinds.map((k) => ({ value: k, label: w.kind[k] }))} style={{ width: 180 }} /><Button disabled={!kind || kind === g.kind} onClick={() => void save()}>{t.decideKind}</Button></div>
    </Section>
  )
}

function NamePart({ group: g }: { group: Group }) {
  const t = useWords(lifeWords)
  const w = useWords(words)
  const act = useAct()
  const afresh = useAfresh()
  const [name, setName] = useState(g.name)
  const save = async () => {
    await act(() => ask(api.PUT('/api/communities/{id}/name', { params: { path: { id: g.id } }, body: { name: name.trim(), version: g.version } })), t.nameSaved)
    await afresh()
  }
  return (
    <Section title={t.nameTitle} note={t.nameWhy}>
      <div className="row" style={{ flexWrap: 'nowrap' }}><Input aria-label={t.newName} value={name} maxLength={64} onChange={(e) => setName(e.target.value)} /><Button disabled={!name.trim() || name.trim() === g.name} onClick={() => void save()}>{w.save}</Button></div>
    </Section>
  )
}

type Crossing = Schema<'CrossingView'>

function Carrier({ group: g }: { group: Group }) {
  const t = useWords(lifeWords)
  const w = useWords(words)
  const [starting, setStarting] = useState(false)
  const crossing = useQuery({ queryKey: ['communities', 'carrier', g.id], queryFn: () => ask(api.GET('/api/communities/{id}/carrier', { params: { path: { id: g.id } } })) })
  const name = (c: string) => { const known = carriers.find((x) => x === c); return known ? w.carrier[known] : c }
  const c = crossing.data?.crossing
  return (
    <Section title={t.carrier} note={t.carrierWhy}>
      <div className="stack">
        <Facts list={[[t.lives, name(g.carrier)], [t.key, <code key="c">{g.code}</code>]]} />
        {crossing.error ? <ErrorState error={crossing.error} retry={() => void crossing.refetch()} small /> : !crossing.data ? <Skeleton lines={3} />
          : c && c.ended_at === 0 ? <Crossed crossing={c} from={name(c.from_carrier)} to={name(c.to_carrier)} />
          : <><p className="soft" role="status">{c ? t.past(name(c.from_carrier), name(c.to_carrier), date(c.ended_at)) : t.neverMoved}</p><div><Button onClick={() => setStarting(true)}>{t.start}</Button></div></>}
      </div>
      <StartMove group={g} open={starting} onClose={() => setStarting(false)} />
    </Section>
  )
}

function Crossed({ crossing: c, from, to: until }: { crossing: Crossing; from: string; to: string }) {
  const t = useWords(lifeWords)
  const act = useAct()
  const afresh = useAfresh()
  const path = { id: c.id }
  const does = async (work: () => Promise<unknown>, done?: string) => { await act(work, done); await afresh() }
  return (
    <div className="stack tight">
      <strong>{t.under(from, until)}</strong>
      <div className="meter" aria-hidden="true"><div style={{ width: `${c.total ? ((c.moved + c.lost) / c.total) * 100 : 0}%` }} /></div>
      <p className="num">{t.moved} {count(c.moved)} · {t.waiting} {count(c.waiting)} · {t.reminded} {count(c.reminded)} · {t.lost} {count(c.lost)}</p>
      <div className="row">
        <Button disabled={c.waiting === 0} onClick={() => void does(() => ask(api.POST('/api/carriers/{id}/remind', { params: { path }, body: {} })))}>{t.remind}</Button>
        <Button disabled={c.waiting === 0} onClick={() => void does(() => ask(api.POST('/api/carriers/{id}/lose', { params: { path }, body: {} })))}>{t.lose}</Button>
        <Button onClick={() => void does(() => ask(api.POST('/api/carriers/{id}/finish', { params: { path } })), t.finished)}>{t.finish}</Button>
      </div>
    </div>
  )
}

interface Typed { carrier: string; source: string; code: string }

function StartMove({ group: g, open, onClose }: { group: Group; open: boolean; onClose: () => void }) {
  const t = useWords(lifeWords)
  const w = useWords(words)
  const act = useAct()
  const afresh = useAfresh()
  const [form] = Form.useForm<Typed>()
  const start = async (v: Typed) => {
    if (!await act(() => ask(api.POST('/api/communities/{id}/carrier', { params: { path: { id: g.id } }, body: { ...v, version: g.version } })), t.started)) return
    onClose()
    await afresh()
  }
  const need = [{ required: true, whitespace: true, message: t.need }]
  return (
    <Modal open={open} title={t.start} okText={t.start} cancelText={w.cancel} onCancel={onClose} onOk={() => form.submit()} destroyOnHidden>
      <Form form={form} layout="vertical" onFinish={(v) => void start(v)} requiredMark={false}>
        <Form.Item name="carrier" label={w.carrierOf} rules={need}><Select options={carriers.map((c) => ({ value: c, label: w.carrier[c] }))} /></Form.Item>
        <Form.Item name="source" label={t.source} rules={need}><Input maxLength={60} /></Form.Item>
        <Form.Item name="code" label={t.code} rules={need}><Input maxLength={100} /></Form.Item>
      </Form>
    </Modal>
  )
}
