import { useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { ago, count } from '@/format'
import { Chart, type Figure } from '@/parts/chart'
import { useAct } from '@/parts/confirm'
import { Allowed, Empty, Loaded, Skeleton } from '@/parts/feedback'
import { Page } from '@/parts/page'
import { to } from '@/paths'
import { useWords } from '@/words'
import { Facts, OtherGroup } from './bits'
import { kinds, useAfresh, useGroupNames } from './data'
import { FlowPeople } from './flow-people'
import { flowWords } from './flow-words'
import { PageSwitch } from './switch'
import { words } from './words'

const FlowDrawer = lazy(() => import('./flow-form'))

export type FlowRule = Schema<'FlowRuleView'>

// FlowsPage is the rules that lead people from group to group, what came of them, and whom to invite.
export default function FlowsPage() {
  const t = useWords(flowWords)
  const w = useWords(words)
  return <Page title={t.title} subtitle={t.subtitle} crumbs={[{ title: w.title, to: to.communities() }]} actions={<PageSwitch at="flows" />}><Allowed to="community.read"><Body /></Allowed></Page>
}

function Body() {
  const t = useWords(flowWords)
  const rules = useQuery({ queryKey: ['flows', 'rules'], queryFn: async () => (await ask(api.GET('/api/flow-rules'))).items })
  const [edited, setEdited] = useState<FlowRule | 'new'>()
  const make = <Allowed to="community.edit" quiet><Button type="primary" onClick={() => setEdited('new')}>{t.make}</Button></Allowed>
  return (
    <div className="stack">
      <Loaded query={rules}>{(list) => list.length === 0 ? <section className="card"><Empty title={t.none} why={t.noneWhy} action={make} /></section> : (
        <>
          <div className="row" style={{ justifyContent: 'flex-end' }}>{make}</div>
          <div className="cards" style={{ gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 400px), 1fr))' }}>{list.map((r) => <RuleCard key={r.id} rule={r} onEdit={() => setEdited(r)} />)}</div>
        </>
      )}</Loaded>
      <FlowPeople rules={rules.data ?? []} />
      {edited && <Suspense><FlowDrawer edited={edited} onClose={() => setEdited(undefined)} /></Suspense>}
    </div>
  )
}

// useEnds names where a rule leads from and to.
export function useEnds() {
  const t = useWords(flowWords)
  const w = useWords(words)
  const groups = useGroupNames()
  const kindWord = (kind: string) => { const k = kinds.find((x) => x === kind); return k ? w.kind[k] : kind }
  return {
    from: (r: Pick<FlowRule, 'from_id' | 'from_kind'>) => r.from_id ? <OtherGroup id={r.from_id} nameOf={groups.nameOf} /> : t.anyOf(kindWord(r.from_kind)),
    to: (r: Pick<FlowRule, 'to_id' | 'to_kind'>) => r.to_id ? <OtherGroup id={r.to_id} nameOf={groups.nameOf} /> : t.roomIn(kindWord(r.to_kind)),
  }
}

function RuleCard({ rule, onEdit }: { rule: FlowRule; onEdit: () => void }) {
  const t = useWords(flowWords)
  const w = useWords(words)
  const act = useAct()
  const afresh = useAfresh()
  const ends = useEnds()
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    let n = 0
    const done = await act(async () => { n = (await ask(api.POST('/api/flow-rules/{id}/run', { params: { path: { id: rule.id } } }))).items.length })
    setBusy(false)
    if (done) await act(() => afresh(), t.found(count(n)))
  }
  const flip = async () => {
    const { name, from_id, from_kind, to_id, to_kind, store_id, days, version } = rule
    await act(() => ask(api.PUT('/api/flow-rules/{id}', { params: { path: { id: rule.id } }, body: { name, rule: rule.rule, from_id, from_kind, to_id, to_kind, store_id, days, version, paused: !rule.paused } })))
    await afresh()
  }
  return (
    <section className="card stack tight">
      <div className="row"><h2 className="grow">{rule.name}</h2><Tag color={rule.paused ? 'default' : 'success'}>{rule.paused ? t.paused : t.running}</Tag></div>
      <Facts list={[[t.from, ends.from(rule)], [t.to, ends.to(rule)], [t.who, <code key="r">{rule.rule}</code>], [t.ran, rule.ran_at ? ago(rule.ran_at) : t.never]]} />
      <Funnel id={rule.id} />
      <Allowed to="community.edit" quiet>
        <div className="row"><Button loading={busy} disabled={rule.paused} onClick={() => void run()}>{t.run}</Button><Button onClick={onEdit}>{w.edit}</Button><Button type="text" onClick={() => void flip()}>{rule.paused ? t.resume : t.pause}</Button></div>
      </Allowed>
    </section>
  )
}

function Funnel({ id }: { id: string }) {
  const t = useWords(flowWords)
  const funnel = useQuery({ queryKey: ['flows', 'funnel', id], queryFn: () => ask(api.GET('/api/flow-rules/{id}/funnel', { params: { path: { id }, query: { to: Date.now() } } })) })
  return (
    <Loaded query={funnel} skeleton={<Skeleton lines={3} />}>{(f) => {
      const figure: Figure = { kind: 'funnel', unit: 'count', steps: [{ name: t.suggested, value: f.suggested }, { name: t.invited, value: f.invited }, { name: t.joined, value: f.joined }] }
      return (
        <>
          <p className="num small">{t.suggested} {count(f.suggested)} → {t.invited} {count(f.invited)} → {t.joined} {count(f.joined)} <span className="soft">· {t.pending} {count(f.pending)}</span></p>
          {f.invited > 0 && <Chart title={t.funnel} figure={figure} height={150} />}
        </>
      )
    }}</Loaded>
  )
}
