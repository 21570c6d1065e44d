import { useSay, useWords } from '@/words'
import { spotOf, type BlockFault } from '@/parts/blocks'
import type { Outlook } from './data'
import { editorWords } from './editor-words'
import { idOf } from './fields'
import type { Chosen } from './panes'

type Fault = Outlook['problems'][number]

const ofTerms = new Set(['from', 'until', 'goal', 'target', 'cost', 'margin', 'act', 'rule', 'guest_rule', 'per_person', 'per_day', 'lapses', 'per_minute', 'review_above', 'review_first', 'handover', 'coupons', 'stop', 'planned.invites', 'planned.conversion', 'planned.seeds'])

// placeOf gives where a fault is put right, and the id of the input there; no id: the thing itself.
export function placeOf(field: string): { chosen?: Chosen; input: string } {
  const block = spotOf(field)
  if (block) return { chosen: block.spot, input: block.rest ? `block-${block.rest}` : '' }
  if (field.startsWith('page')) return { input: '' }
  return { chosen: ofTerms.has(field) ? 'terms' : 'settings', input: idOf(field) }
}

// blockFaults are those of the page, for the list of its blocks.
export const blockFaults = (o: Outlook | undefined, say: (b: Fault['says']) => string): BlockFault[] =>
  (o?.problems ?? []).filter((p) => p.field.startsWith('page')).map((p) => ({ field: p.field, text: say(p.says), warns: p.warns }))

// Problems lists what is wrong; a press leads to where it is put right.
export function Problems({ outlook, onGo }: { outlook: Outlook | undefined; onGo: (field: string) => void }) {
  const t = useWords(editorWords)
  const bad = outlook?.problems.filter((p) => !p.warns) ?? []
  const soft = outlook?.problems.filter((p) => p.warns) ?? []
  return (
    <section className="card stack tight" aria-live="polite" aria-label={t.problems(bad.length)} data-problems={outlook ? bad.length : ''}>
      <h2>{!outlook ? t.checking : bad.length > 0 ? t.problems(bad.length) : t.sound}</h2>
      <List of={bad} onGo={onGo} />
      {soft.length > 0 && <><h3>{t.warnings(soft.length)}</h3><List of={soft} onGo={onGo} /></>}
    </section>
  )
}

// List names faults; a press leads to where each is put right. `placed` also says in which part of the page that is.
export function List({ of, onGo, placed }: { of: readonly Fault[]; onGo: (field: string) => void; placed?: boolean }) {
  const t = useWords(editorWords)
  const say = useSay()
  const names = useFieldNames()
  const place = (field: string) => { const at = placeOf(field).chosen; return at === 'terms' || at === 'settings' ? t[at] : t.pageOf }
  const named = (field: string) => (placed ? [...new Set([place(field), names(field)])].join(' · ') : names(field))
  if (of.length === 0) return null
  return (
    <ul className="plain faults">
      {of.map((p) => (
        <li key={p.field + p.says.zh}><button type="button" className="bare link" aria-label={placed ? t.fixThis(named(p.field)) : undefined} onClick={() => onGo(p.field)}>{named(p.field)}</button> <span className="small">{say(p.says)}{placed && p.value && p.value !== '0' && <> <q>{p.value}</q></>}</span></li>
      ))}
    </ul>
  )
}

// useFieldNames gives what a field is called on this page.
function useFieldNames(): (field: string) => string {
  const t = useWords(editorWords)
  const plain: Record<string, string> = {
    from: t.from, until: t.until, goal: t.goal, target: t.target, cost: t.cost, margin: t.margin, act: t.act, rule: t.rule, guest_rule: t.guestRule, per_person: t.perPerson, per_day: t.perDay, lapses: t.lapses, per_minute: t.perMinute, review_above: t.reviewAbove, review_first: t.reviewFirst, handover: t.handover, coupons: t.coupons, stop: t.stop, 'planned.invites': t.invites, 'planned.conversion': t.conversion, 'planned.seeds': t.seeds,
    size: t.size, minutes: t.teamTime, price: t.price, leader_price: t.leaderPrice, single_price: t.singlePrice, stock: t.stock, stock_a_day: t.stockADay, hold_minutes: t.hold, overflow: t.overflow, fill_most: t.fillMost, fill_least: t.fillLeast,
    most: t.most, merge_before: t.mergeBefore, items: t.items, shares: t.shares, least: t.least, amount: t.amount, hours: t.packetHours, budget: t.budget, budget_day: t.budgetDay, steps: t.steps, hold_hours: t.holdHours, window_hours: t.windowHours,
  }
  const ofItem: Record<string, string> = { name: t.itemName, price: t.price_, was: t.was, stock: t.stock, stock_a_day: t.stockADay, per_person: t.perPiece, product: t.product }
  const step = (field: string) => { const n = /^steps\[(\d+)\]/.exec(field)?.[1]; return n ? [t.stepOf(Number(n) + 1), field.includes('.fallback') && t.fallback].filter(Boolean).join(' · ') : t.steps }
  const item = (field: string) => { const [, n, of] = /^items\[(\d+)\](?:\.(\w+))?/.exec(field) ?? []; return n ? [t.itemOf(Number(n) + 1), ofItem[of ?? '']].filter(Boolean).join(' · ') : t.items }
  return (field) => plain[field] ?? (field.startsWith('ladder') ? t.ladder : field.startsWith('items') ? item(field) : field.startsWith('steps') ? step(field) : field.startsWith('welcome') ? t.welcome : field.startsWith('page') ? t.pageOf : t.settings)
}
