import { Tag } from 'antd'
import type { Listed } from '@/api/types'
import { count, date, money } from '@/format'
import { ChannelName } from '@/parts/channel'
import { PersonLink } from '@/parts/link'
import { useStaffNames, useStoreNames } from '@/parts/names'
import type { Col } from '@/parts/resource-table'
import { useWords } from '@/words'
import { useScale } from './scales'
import { words } from './words'

// usePeopleColumns are the columns of every list of people.
export function usePeopleColumns(): Col<Listed>[] {
  const t = useWords(words)
  const scale = useScale()
  const stores = useStoreNames()
  const staff = useStaffNames()
  const badge: Record<string, string> = t.badge
  return [
    { key: 'name', title: t.name, fixed: true, cell: (p) => <PersonLink id={p.id} name={p.name} /> },
    { key: 'phone', title: t.phone, cell: (p) => <span className="num">{p.phone || '—'}</span> },
    { key: 'ladder', title: scale.title('ladder'), cell: (p) => (p.ladder ? <Tag>{scale.say('ladder', p.ladder)}</Tag> : '—') },
    { key: 'orders', title: t.orders, number: true, cell: (p) => count(p.orders) },
    { key: 'spent', title: t.spent, number: true, sort: 'value', cell: (p) => (p.orders ? money(p.spent) : '—') },
    { key: 'last', title: t.last, sort: 'last_order', cell: (p) => <span className="num">{date(p.last_at)}</span> },
    { key: 'tags', title: t.tags, cell: (p) => <Tags names={p.tags.map((x) => x.name)} /> },
    { key: 'store', title: t.store, cell: (p) => stores.nameOf(p.store_id) },
    { key: 'staff', title: t.staff, cell: (p) => staff.nameOf(p.staff_id) },
    { key: 'channel', title: t.channel, cell: (p) => <ChannelName of={p.channel} /> },
    { key: 'added', title: t.added, cell: (p) => <span className="num">{date(p.added_at)}</span> },
    { key: 'depth', title: scale.title('depth'), hidden: true, cell: (p) => (p.depth ? scale.say('depth', p.depth) : '—') },
    { key: 'band', title: scale.title('band'), hidden: true, cell: (p) => (p.band ? scale.say('band', p.band) : '—') },
    { key: 'tier', title: scale.title('tier'), hidden: true, cell: (p) => (p.tier ? scale.say('tier', p.tier) : '—') },
    { key: 'seed', title: scale.title('seed'), hidden: true, cell: (p) => (p.seed ? scale.say('seed', p.seed) : '—') },
    { key: 'first', title: t.first, hidden: true, cell: (p) => <span className="num">{date(p.first_at)}</span> },
    { key: 'badges', title: t.badges, hidden: true, cell: (p) => (p.badges.length ? p.badges : ['none']).map((b) => badge[b] ?? b).join(' · ') },
    { key: 'remark', title: t.remark, hidden: true, cell: (p) => p.remark || '—' },
  ]
}

// Tags shows the first two and says how many more there are.
export function Tags({ names }: { names: string[] }) {
  const t = useWords(words)
  if (names.length === 0) return <>—</>
  return (
    <span className="row" style={{ gap: 4, display: 'inline-flex', flexWrap: 'nowrap' }}>
      {names.slice(0, 2).map((n) => <Tag key={n} style={{ marginInlineEnd: 0 }}>{n}</Tag>)}
      {names.length > 2 && <span className="soft small" title={names.join(' · ')}>{t.moreTags(names.length - 2)}</span>}
    </span>
  )
}
