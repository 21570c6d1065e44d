import { choice, flag, text, whole, type StateOf } from '@/parts/state'
import { pageQuery } from '@/parts/paging'
import type { Query } from '@/api/types'

type Wanted = Query<'/api/customers'>
// Filter is what narrows the list: the same words in the address of the API, of its export and in a bulk act.
export type Filter = Omit<Wanted, 'limit' | 'sort' | 'order' | 'after' | 'before' | 'end'>

const sorts = ['', '-value', 'value', '-last_order', 'last_order', 'latest'] as const

// fields are what the address of the list may say.
export const fields = {
  q: text(), store: text(), staff: text(), tag: text(), channel: text(), lost: flag(),
  ladder: text(), depth: text(), band: text(), tier: text(), seed: text(), segment: text(), community: text(),
  bought: choice(['', 'yes', 'no'], ''), orders_min: whole(), orders_max: whole(), spent_min: whole(), spent_max: whole(),
  first_from: text(), first_to: text(), last_from: text(), last_to: text(), added_from: text(), added_to: text(),
  sort: choice(sorts, ''), page: text(), limit: whole(50),
}

export type State = StateOf<typeof fields>
export type Set = (change: Partial<State>, replace?: boolean) => void

// rare are the filters of the drawer, with what takes each away.
export const rare = {
  channel: '', lost: false, depth: '', band: '', tier: '', seed: '', segment: '', community: '', bought: '',
  orders_min: 0, orders_max: 0, spent_min: 0, spent_max: 0, first_from: '', first_to: '', last_from: '', last_to: '', added_from: '', added_to: '',
} as const satisfies Partial<State>
export type Rare = Pick<State, keyof typeof rare>

// clear takes every filter away and leaves order and size of the page.
export const clear = { ...rare, q: '', store: '', staff: '', tag: '', ladder: '' } as const satisfies Partial<State>

// rareOf gives the filters of the drawer as they stand in the address.
export const rareOf = (s: State): Rare => Object.fromEntries(Object.keys(rare).map((k) => [k, s[k as keyof Rare]])) as unknown as Rare

// filterOf gives the filter of the API; what is not set is left out.
export function filterOf(s: State): Filter {
  return {
    q: s.q || undefined, tag_id: s.tag || undefined, store_id: s.store || undefined, staff_id: s.staff || undefined, channel: s.channel || undefined, lost: s.lost || undefined,
    ladder: s.ladder || undefined, depth: s.depth || undefined, band: s.band || undefined, tier: s.tier || undefined, seed: s.seed || undefined,
    segment_id: s.segment || undefined, community_id: s.community || undefined, bought: s.bought || undefined,
    orders_min: s.orders_min || undefined, orders_max: s.orders_max || undefined, spent_min: s.spent_min || undefined, spent_max: s.spent_max || undefined,
    first_from: s.first_from || undefined, first_to: s.first_to || undefined, last_from: s.last_from || undefined, last_to: s.last_to || undefined,
    added_from: s.added_from || undefined, added_to: s.added_to || undefined,
  }
}

export const isFiltered = (s: State) => Object.values(filterOf(s)).some((v) => v !== undefined)

// queryOf is what is asked for one page; '-value' is the highest value first.
export function queryOf(s: State): Wanted {
  const by = s.sort.replace('-', '')
  const order = by === 'value' || by === 'last_order' ? { sort: by, order: s.sort.startsWith('-') ? 'desc' : 'asc' } as const : {}
  return { ...filterOf(s), limit: s.limit, ...pageQuery(s.page), ...order }
}

// savedQuery is the part of the address that a saved view keeps: filters and order, not the place in the list.
export function savedQuery(address: string): string {
  const all = new URLSearchParams(address)
  for (const k of ['page', 'q', 'lang', 'e2e']) all.delete(k)
  return all.toString()
}
