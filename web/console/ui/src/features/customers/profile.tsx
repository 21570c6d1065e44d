import { useParams } from '@tanstack/react-router'
import { Alert, Button, Tabs, Tag } from 'antd'
import { useMay } from '@/api/session'
import { date, unknown } from '@/format'
import { useChannelName } from '@/parts/channel'
import { Allowed, ErrorState, Skeleton, SkeletonCards } from '@/parts/feedback'
import { useStaffNames, useStoreNames } from '@/parts/names'
import { Page } from '@/parts/page'
import { useCalled } from '@/parts/person'
import { choice, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { Acts } from './profile/acts'
import { useProfile, useStanding, type Profile } from './profile/data'
import { Groups } from './profile/groups'
import { Invitations } from './profile/invitations'
import { Orders } from './profile/orders'
import { Overview } from './profile/overview'
import { Relation } from './profile/relation'
import { Timeline } from './profile/timeline'
import { useUnmerge } from './profile/merged'
import { profileWords } from './profile/words'
import { useScale } from './scales'

const fields = { tab: choice(['overview', 'relation', 'timeline', 'orders', 'groups', 'referral'], 'overview') }

// ProfilePage is everything known of one person.
export default function ProfilePage() {
  const t = useWords(profileWords)
  const { id = '' } = useParams({ strict: false })
  const profile = useProfile(id)
  const crumbs = [{ title: t.customers, to: to.customers() }]
  if (profile.data) return <Allowed to="customer.read"><Person key={profile.data.person.id} asked={id} profile={profile.data} /></Allowed>
  return (
    <Page title={t.customer} crumbs={crumbs}>
      {profile.error ? <section className="card"><ErrorState error={profile.error} retry={() => void profile.refetch()} /></section> : <div className="stack"><SkeletonCards n={4} /><Skeleton lines={8} /></div>}
    </Page>
  )
}

function Person({ asked, profile }: { asked: string; profile: Profile }) {
  const t = useWords(profileWords)
  const may = useMay()
  const [{ tab }, set] = useQueryState(fields)
  const { person } = profile
  const { id } = person
  const unmerge = useUnmerge()
  const called = useCalled()
  const items = [
    { key: 'overview', label: t.overview, children: <Overview profile={profile} /> },
    { key: 'relation', label: t.relation, children: <Relation id={id} /> },
    { key: 'timeline', label: t.timeline, children: <Timeline id={id} /> },
    { key: 'orders', label: t.orders, children: <Allowed to="order.read"><Orders id={id} /></Allowed>, hidden: !may('order.read') },
    { key: 'groups', label: t.groups, children: <Groups id={id} />, hidden: !may('community.read') },
    { key: 'referral', label: t.referral, children: <Invitations id={id} />, hidden: !may('referral.read') },
  ]
  return (
    <Page title={profile.erased_at ? t.erased : called(person.id, person.name)} crumbs={[{ title: t.customers, to: to.customers() }]} extra={<Badges profile={profile} />} subtitle={<Origin profile={profile} />}
      actions={!profile.erased_at && <Acts profile={profile} />}>
      <div className="stack">
        {asked !== id && <Alert type="info" showIcon title={t.readsAs(called(person.id, person.name))} action={<Allowed to="customer.edit" quiet><Button size="small" onClick={() => void unmerge(asked)}>{t.unmerge}</Button></Allowed>} />}
        {profile.erased_at > 0 && <Alert type="warning" showIcon title={t.erasedAt(date(profile.erased_at))} />}
        <Tabs activeKey={tab} onChange={(k) => set({ tab: fields.tab.read(k) })} items={items.filter((i) => !i.hidden)} destroyOnHidden />
      </div>
    </Page>
  )
}

function Badges({ profile }: { profile: Profile }) {
  const t = useWords(profileWords)
  const scale = useScale()
  const s = useStanding(profile.person.id).data
  return (
    <span className="row" style={{ gap: 4 }}>
      {s?.ladder.word.code && <Tag color="processing">{scale.say('ladder', s.ladder.word.code)}</Tag>}
      {s?.depth.word.code && <Tag>{scale.say('depth', s.depth.word.code)}</Tag>}
      {s?.tier && <Tag>{scale.say('tier', s.tier)}</Tag>}
      {s?.seed && <Tag>{t.seedIs(scale.say('seed', s.seed))}</Tag>}
      {!profile.erased_at && profile.person.badges.length === 0 && <Tag color="warning">{t.outOfReach}</Tag>}
    </span>
  )
}

function Origin({ profile }: { profile: Profile }) {
  const t = useWords(profileWords)
  const stores = useStoreNames()
  const staff = useStaffNames()
  const { person } = profile
  const channelOf = useChannelName([person.channel])
  const keeper = staff.nameOf(person.staff_id)
  const parts = [
    !person.staff_id ? t.keptByNobody : keeper !== unknown && t.keptBy(keeper),
    person.store_id && stores.nameOf(person.store_id),
    person.channel && t.cameBy(channelOf(person.channel)),
    person.added_at ? t.addedOn(date(person.added_at)) : '',
  ]
  return <>{parts.filter(Boolean).join(' · ')}</>
}
