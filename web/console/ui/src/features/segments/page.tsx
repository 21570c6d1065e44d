import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button, Dropdown, Tabs } from 'antd'
import { MoreOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import { count, date } from '@/format'
import { ConfirmTyped, useAct, useUndoToast } from '@/parts/confirm'
import { Allowed, ErrorState, Skeleton } from '@/parts/feedback'
import { useGo } from '@/parts/link'
import { Page } from '@/parts/page'
import { choice, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { useSegment, type Segment } from './data'
import { ChangeRule } from './change'
import { StateTag } from './list'
import { Members } from './members'
import { useSpell } from './spell'
import { Why } from './why'
import { words } from './words'

const fields = { tab: choice(['members', 'why', 'rule'], 'members') }

// SegmentPage is one saved rule: who is in it, why somebody is or is not, and the rule.
export default function SegmentPage() {
  const t = useWords(words)
  const { id = '' } = useParams({ strict: false })
  const segment = useSegment(id)
  const crumbs = [{ title: t.customers, to: to.customers() }, { title: t.title, to: to.segments() }]
  if (segment.data) return <Allowed to="customer.read"><One segment={segment.data} crumbs={crumbs} /></Allowed>
  return <Page title={t.title} crumbs={crumbs}><section className="card">{segment.error ? <ErrorState error={segment.error} retry={() => void segment.refetch()} /> : <Skeleton />}</section></Page>
}

function One({ segment, crumbs }: { segment: Segment; crumbs: { title: string; to: string }[] }) {
  const t = useWords(words)
  const may = useMay()
  const [{ tab }, set] = useQueryState(fields)
  const subtitle = segment.built_at
    ? [t.people(count(segment.members)), segment.tag && t.puts(segment.tag), t.createdOn(date(segment.created_at))].filter(Boolean).join(' · ')
    : t.building
  const spell = useSpell([segment.rule])
  const items = [
    { key: 'members', label: t.members, children: <Members segment={segment} /> },
    { key: 'why', label: t.whyTab, children: <Why segment={segment} /> },
    { key: 'rule', label: t.rule, children: <ChangeRule key={segment.version} segment={segment} /> },
  ]
  return (
    <Page title={segment.name} crumbs={crumbs} extra={<StateTag state={segment.state} />} subtitle={<>{subtitle}<br />{spell(segment.rule)}</>} actions={may('segment.edit') && <Acts segment={segment} />}>
      <Tabs activeKey={tab} onChange={(k) => set({ tab: fields.tab.read(k) })} items={items} destroyOnHidden />
    </Page>
  )
}

// Acts freezes a segment, finds its people anew, or forgets it. Pausing and resuming undo each other.
function Acts({ segment }: { segment: Segment }) {
  const t = useWords(words)
  const act = useAct()
  const toast = useUndoToast()
  const go = useGo()
  const queries = useQueryClient()
  const [dropping, setDropping] = useState(false)
  const path = { params: { path: { id: segment.id } } }
  const again = () => queries.invalidateQueries({ queryKey: ['segments'] })
  const pause = () => ask(api.POST('/api/segments/{id}/pause', path))
  const resume = () => ask(api.POST('/api/segments/{id}/resume', path))
  const paused = segment.state === 'paused'
  const turn = async () => {
    if (!await act(paused ? resume : pause)) return
    void again()
    toast(paused ? t.resumed : t.paused, async () => { await (paused ? pause() : resume()); await again() })
  }
  const drop = async () => {
    await ask(api.DELETE('/api/segments/{id}', path))
    go(to.segments(), true)
    await queries.invalidateQueries({ queryKey: ['segments', 'list'] })
  }
  return (
    <>
      <Button onClick={() => void turn()}>{paused ? t.resume : t.pause}</Button>
      <Dropdown trigger={['click']} menu={{ items: [{ key: 'drop', label: t.drop, danger: true }], onClick: () => setDropping(true) }}><Button icon={<MoreOutlined />} aria-label={t.moreActs} /></Dropdown>
      <ConfirmTyped open={dropping} title={t.drop} what={<p>{t.dropWhat}</p>} typed={segment.name} act={t.drop} onDone={drop} onClose={() => setDropping(false)} />
    </>
  )
}
