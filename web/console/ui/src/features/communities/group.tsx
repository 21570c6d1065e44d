import { useParams } from '@tanstack/react-router'
import { Alert, Tabs } from 'antd'
import type { ReactNode } from 'react'
import { api, ask } from '@/api/client'
import { useAct } from '@/parts/confirm'
import { Allowed, Loaded } from '@/parts/feedback'
import { A } from '@/parts/link'
import { Page } from '@/parts/page'
import { choice, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { KindName, LifeTag, StaffName, StateTag } from './bits'
import { carriers, groupName, useAfresh, useGroup, useLives, type GroupDetail } from './data'
import { EntrancesTab } from './entrances'
import { groupWords } from './group-words'
import { ManageTab } from './manage'
import { MembersTab } from './members'
import { OverviewTab } from './overview'
import { ReviewTab } from './reviews'
import { RolesTab } from './roles'
import { RulesTab } from './rules'
import { SalesTab } from './sales'
import { TalkTab } from './talk'
import { words } from './words'

const tabs = ['overview', 'rules', 'roles', 'members', 'flow', 'entrances', 'orders', 'talk', 'manage'] as const
const fields = { tab: choice(tabs, 'overview') }

// CommunityPage is one group: how it lives, what it is for, who is in it, what to do with it.
export default function CommunityPage() {
  const { id } = useParams({ strict: false })
  const t = useWords(words)
  const detail = useGroup(id ?? '')
  if (!detail.data) return <Page title={t.name} crumbs={[{ title: t.title, to: to.communities() }]}><Allowed to="community.read"><Loaded query={detail}>{() => null}</Loaded></Allowed></Page>
  return <Group detail={detail.data} />
}

function Group({ detail }: { detail: GroupDetail }) {
  const t = useWords(words)
  const { lives } = useLives()
  const g = detail.community
  const carrier = carriers.find((c) => c === g.carrier)
  return (
    <Page title={groupName(g)} crumbs={[{ title: t.title, to: to.communities() }]} extra={<><StateTag state={g.state} />{lives.has(g.id) && <LifeTag life={lives.get(g.id)} />}</>}
      subtitle={<><KindName kind={g.kind} /> · {carrier ? t.carrier[carrier] : g.carrier} · {t.owner} <StaffName id={g.staff_id} />{g.topic && ` · ${g.topic}`}</>}>
      <div className="stack"><Alerts detail={detail} /><Rooms detail={detail} /></div>
    </Page>
  )
}

function Rooms({ detail }: { detail: GroupDetail }) {
  const t = useWords(groupWords)
  const [{ tab }, set] = useQueryState(fields)
  const room: Record<(typeof tabs)[number], () => ReactNode> = {
    overview: () => <OverviewTab detail={detail} />, rules: () => <RulesTab detail={detail} />, roles: () => <RolesTab detail={detail} />, members: () => <MembersTab detail={detail} />,
    flow: () => <ReviewTab detail={detail} />, entrances: () => <EntrancesTab detail={detail} />, orders: () => <SalesTab detail={detail} />, talk: () => <TalkTab detail={detail} />, manage: () => <ManageTab detail={detail} />,
  }
  return <Tabs activeKey={tab} onChange={(next) => set({ tab: fields.tab.read(next) })} destroyOnHidden items={tabs.map((key) => ({ key, label: t.tabs[key], children: key === tab ? room[key]() : null }))} />
}

// Alerts say at once what a group lacks, each with the one thing to do.
function Alerts({ detail }: { detail: GroupDetail }) {
  const t = useWords(groupWords)
  const act = useAct()
  const afresh = useAfresh()
  const g = detail.community
  const here = (tab: string) => `${to.community(g.id)}?tab=${tab}`
  const renamed = async () => {
    await act(() => ask(api.PUT('/api/communities/{id}/name', { params: { path: { id: g.id } }, body: { name: detail.expected, version: g.version } })))
    await afresh()
  }
  return (
    <>
      {g.state === 'draft' && <Alert type="info" showIcon title={t.draftAlert} action={<A to={to.newCommunity({ id: g.id })}>{t.goOn}</A>} />}
      {g.kind === '' && <Alert type="warning" showIcon title={t.undecidedAlert} action={<A to={here('manage')}>{t.decide}</A>} />}
      {g.brief === 0 && g.state !== 'draft' && <Alert type="warning" showIcon title={t.noBriefAlert} action={<A to={here('rules')}>{t.writeBrief}</A>} />}
      {detail.deviates && <Alert type="warning" showIcon title={t.deviates(detail.expected)} action={<Allowed to="community.edit" quiet><button type="button" className="bare link" onClick={() => void renamed()}>{t.rename}</button></Allowed>} />}
    </>
  )
}
