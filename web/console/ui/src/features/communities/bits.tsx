// Small shapes that pages about groups share.
import { Tag } from 'antd'
import type { ReactNode } from 'react'
import { useMay } from '@/api/session'
import { count, unknown } from '@/format'
import { GroupLink, PersonLink } from '@/parts/link'
import { useStaffNames } from '@/parts/names'
import { useSay, useWords } from '@/words'
import { kinds, states, type Group, type Life, type LifeCode } from './data'
import { words } from './words'

const tones: Record<LifeCode, string> = { dead_a: 'error', dead_b: 'error', ad_only: 'warning', young: 'processing', healthy: 'success' }

// LifeTag says how a group was judged, in words and colour.
export function LifeTag({ life }: { life: Life | undefined }) {
  const t = useWords(words)
  const say = useSay()
  if (!life) return <>{unknown}</>
  return <Tag color={tones[life.code]} title={say(life.text.text)}>{t.life[life.code]}</Tag>
}

const stateTones: Record<string, string> = { draft: 'default', open: 'success', harvest: 'warning', closed: 'default', archived: 'default' }

export function StateTag({ state }: { state: string }) {
  const t = useWords(words)
  const known = states.find((s) => s === state)
  return <Tag color={stateTones[state] ?? 'default'}>{known ? t.state[known] : state}</Tag>
}

export function KindName({ kind }: { kind: string }) {
  const t = useWords(words)
  const known = kinds.find((k) => k === kind)
  return known ? <>{t.kind[known]}</> : <span className="soft">{t.undecided}</span>
}

// Fill is how full a group is: its members of its cap.
export function Fill({ group }: { group: Pick<Group, 'members' | 'cap'> }) {
  const t = useWords(words)
  if (!group.cap) return <>{count(group.members)}</>
  const part = Math.min(100, Math.round((group.members / group.cap) * 100))
  return (
    <span className="num" style={{ display: 'inline-block', minWidth: 84 }}>
      {t.ofCap(count(group.members), count(group.cap))}
      <span className="meter" role="img" aria-label={t.fill} style={{ display: 'block' }}><span style={{ display: 'block', height: '100%', width: `${part}%`, background: 'var(--accent)' }} /></span>
    </span>
  )
}

// PersonName names a person of a list; nobody is —, who is not in the caller's scope is said to be so.
export function PersonName({ id, nameOf }: { id: string; nameOf: (id: string) => string | undefined }) {
  const t = useWords(words)
  const may = useMay()
  if (!id) return <>{unknown}</>
  const name = nameOf(id)
  if (name === undefined) return <span className="soft">{may('customer.read') ? t.outOfScope : t.hidden}</span>
  return <PersonLink id={id} name={name} />
}

// OtherGroup names a group by id and leads to it.
export function OtherGroup({ id, nameOf }: { id: string; nameOf: (id: string) => string | undefined }) {
  const t = useWords(words)
  if (!id) return <>{unknown}</>
  const name = nameOf(id)
  return name === undefined ? <span className="soft">{t.outOfScope}</span> : <GroupLink id={id} name={name} unnamed={t.unnamedGroup} />
}

export function StaffName({ id }: { id: string }) {
  const staff = useStaffNames()
  return <>{staff.nameOf(id)}</>
}

// Facts is a list of named facts, two columns.
export function Facts({ list }: { list: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl style={{ display: 'grid', gridTemplateColumns: 'minmax(84px, max-content) minmax(0, 1fr)', gap: '8px 16px' }}>
      {list.map(([name, value]) => <Fact key={name} name={name} value={value} />)}
    </dl>
  )
}

const Fact = ({ name, value }: { name: string; value: ReactNode }) => <><dt className="soft">{name}</dt><dd style={{ overflowWrap: 'anywhere', minWidth: 0 }}>{value}</dd></>

