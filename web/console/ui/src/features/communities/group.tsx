import { useParams } from '@tanstack/react-router'
import { lazy, Suspense, type ComponentType, type CSSProperties, type LazyExoticComponent, type ReactNode } from 'react'
import { api, ask } from '@/api/client'
import { useAct } from '@/parts/confirm'
import { Allowed, Loaded, Skeleton } from '@/parts/feedback'
import { A } from '@/parts/link'
import { Page } from '@/parts/page'
import { choice, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { KindName, LifeTag, StaffName, StateTag } from './bits'
import { carriers, groupName, useAfresh, useGroup, useLives, type GroupDetail } from './data'
import { groupWords } from './group-words'
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

type Room = LazyExoticComponent<ComponentType<{ detail: GroupDetail }>>

// Each room is fetched when it is entered.
const room: Record<(typeof tabs)[number], Room> = {
  overview: lazy(() => import('./overview')), rules: lazy(() => import('./rules')), roles: lazy(() => import('./roles')), members: lazy(() => import('./members')), flow: lazy(() => import('./reviews')),
  entrances: lazy(() => import('./entrances')), orders: lazy(() => import('./sales')), talk: lazy(() => import('./talk')), manage: lazy(() => import('./manage')),
}

function Rooms({ detail }: { detail: GroupDetail }) {
  const t = useWords(groupWords)
  const [{ tab }] = useQueryState(fields)
  const Now = room[tab]
  return (
    <>
      <nav aria-label={groupName(detail.community)} style={{ overflowX: 'auto', borderBottom: '1px solid var(--line)' }}>
        <div className="row" style={{ flexWrap: 'nowrap', gap: 24, width: 'max-content' }}>
          {tabs.map((key) => <A key={key} to={roomOf(detail.community.id, key)} aria-current={key === tab ? 'page' : undefined} style={key === tab ? here : there}>{t.tabs[key]}</A>)}
        </div>
      </nav>
      <Suspense fallback={<Skeleton lines={10} />}><Now detail={detail} /></Suspense>
    </>
  )
}

const roomOf = (id: string, tab: string) => `${to.community(id)}${tab === fields.tab.empty ? '' : `?tab=${tab}`}`
const there: CSSProperties = { padding: '11px 0', minHeight: 44, color: 'var(--ink)', whiteSpace: 'nowrap', borderBottom: '2px solid transparent' }
const here: CSSProperties = { ...there, color: 'var(--accent)', fontWeight: 600, borderBottomColor: 'var(--accent)' }

// Alerts say at once what a group lacks, each with the one thing to do.
function Alerts({ detail }: { detail: GroupDetail }) {
  const t = useWords(groupWords)
  const act = useAct()
  const afresh = useAfresh()
  const g = detail.community
  const renamed = async () => {
    await act(() => ask(api.PUT('/api/communities/{id}/name', { params: { path: { id: g.id } }, body: { name: detail.expected, version: g.version } })))
    await afresh()
  }
  return (
    <>
      {g.state === 'draft' && <Notice tone="plain" text={t.draftAlert}><A to={to.newCommunity({ id: g.id })}>{t.goOn}</A></Notice>}
      {g.kind === '' && <Notice tone="warn" text={t.undecidedAlert}><A to={roomOf(g.id, 'manage')}>{t.decide}</A></Notice>}
      {g.brief === 0 && g.state !== 'draft' && <Notice tone="warn" text={t.noBriefAlert}><A to={roomOf(g.id, 'rules')}>{t.writeBrief}</A></Notice>}
      {detail.deviates && <Notice tone="warn" text={t.deviates(detail.expected)}><Allowed to="community.edit" quiet><button type="button" className="bare link" onClick={() => void renamed()}>{t.rename}</button></Allowed></Notice>}
    </>
  )
}

// Notice is one line that asks for one thing.
function Notice({ tone, text, children }: { tone: 'warn' | 'plain'; text: string; children: ReactNode }) {
  return <p role="status" className="card row" style={{ padding: '8px 16px', background: tone === 'warn' ? 'var(--warnWash)' : 'var(--wash)' }}><span className="grow">{text}</span>{children}</p>
}
