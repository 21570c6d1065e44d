import { Tag } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { count, money } from '@/format'
import { useChannelName } from '@/parts/channel'
import { useWords } from '@/words'
import type { Set, State } from './list-query'
import { useScale } from './scales'
import { words } from './words'

// useSegmentNames gives saved rules as options of a filter.
export function useSegmentNames(enabled = true) {
  const q = useQuery({ enabled, queryKey: ['segments', 'names'], staleTime: 60_000, queryFn: () => ask(api.GET('/api/segments', { params: { query: { limit: 200 } } })) })
  return (q.data?.items ?? []).map((s) => ({ value: s.id, label: s.name }))
}

export interface Chip { key: string; text: string; drop: () => void }

// useChips lists the filters of the drawer that are set, each with its way off.
export function useChips(s: State, set: Set): Chip[] {
  const t = useWords(words)
  const scale = useScale()
  const group = useQuery({ queryKey: ['communities', s.community], enabled: s.community !== '', staleTime: 300_000, queryFn: () => ask(api.GET('/api/communities/{id}', { params: { path: { id: s.community } } })) })
  const segments = useSegmentNames(s.segment !== '')
  const channelOf = useChannelName([s.channel])
  const out: Chip[] = []
  const put = (key: string, title: string, value: string, drop: Partial<State>) => out.push({ key, text: t.chip(title, value), drop: () => set(drop) })
  if (s.segment) put('segment', t.segment, segments.find((x) => x.value === s.segment)?.label ?? '…', { segment: '' })
  if (s.depth) put('depth', scale.title('depth'), s.depth === 'none' ? t.none : scale.say('depth', s.depth), { depth: '' })
  if (s.band) put('band', scale.title('band'), s.band === 'none' ? t.none : scale.say('band', s.band), { band: '' })
  if (s.tier) put('tier', scale.title('tier'), scale.say('tier', s.tier), { tier: '' })
  if (s.seed) put('seed', scale.title('seed'), scale.say('seed', s.seed), { seed: '' })
  if (s.channel) put('channel', t.channel, channelOf(s.channel), { channel: '' })
  if (s.community) put('community', t.community, group.data?.community.name ?? '…', { community: '' })
  if (s.bought) put('bought', t.orders, s.bought === 'yes' ? t.boughtYes : t.boughtNo, { bought: '' })
  if (s.orders_min || s.orders_max) put('orders', t.orders, span(s.orders_min, s.orders_max, count), { orders_min: 0, orders_max: 0 })
  if (s.spent_min || s.spent_max) put('spent', t.spent, span(s.spent_min, s.spent_max, money), { spent_min: 0, spent_max: 0 })
  if (s.first_from || s.first_to) put('first', t.first, days(s.first_from, s.first_to), { first_from: '', first_to: '' })
  if (s.last_from || s.last_to) put('last', t.last, days(s.last_from, s.last_to), { last_from: '', last_to: '' })
  if (s.added_from || s.added_to) put('added', t.added, days(s.added_from, s.added_to), { added_from: '', added_to: '' })
  if (s.lost) put('lost', t.badges, t.badge.none, { lost: false })
  return out
}

const span = (least: number, most: number, write: (n: number) => string) => (least && most ? `${write(least)} – ${write(most)}` : least ? `≥ ${write(least)}` : `≤ ${write(most)}`)
const days = (from: string, to: string) => `${from || '…'} – ${to || '…'}`

export function Chips({ chips }: { chips: Chip[] }) {
  if (chips.length === 0) return null
  return <div className="row" style={{ padding: '8px 16px 0' }}>{chips.map((c) => <Tag key={c.key} closable onClose={(e) => { e.preventDefault(); c.drop() }}>{c.text}</Tag>)}</div>
}
