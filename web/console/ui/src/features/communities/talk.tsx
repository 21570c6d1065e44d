import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { api, ask } from '@/api/client'
import { useOrg } from '@/api/session'
import type { Schema } from '@/api/types'
import { lasting, moment } from '@/format'
import { Empty, Loaded, Skeleton } from '@/parts/feedback'
import { FilterBar } from '@/parts/filter-bar'
import { A } from '@/parts/link'
import { useStaffNames } from '@/parts/names'
import { cameFrom, pageAfter, pageQuery, rememberPage } from '@/parts/paging'
import { text, useQueryState } from '@/parts/state'
import { words as partWords } from '@/parts/words'
import { useNamesOf } from '@/parts/people-names'
import { to } from '@/paths'
import { useWords } from '@/words'
import { type GroupDetail } from './data'
import { DayInput } from './day-input'
import { momentOf } from './days'
import { lifeWords } from './life-words'

type Said = Schema<'SaidView'>
const fields = { who: text(), from: text(), to: text(), page: text() }
const clear = { who: '', from: '', to: '' }

// TalkTab is what was said in a group, latest first; nothing can be written here.
export default function TalkTab({ detail }: { detail: GroupDetail }) {
  const t = useWords(lifeWords)
  const p = useWords(partWords)
  useOrg()
  const { id } = detail.community
  const [{ who, from, to: until, page }, set] = useQueryState(fields)
  const query = { customer_id: who || undefined, from: momentOf(from), to: momentOf(until, 1), limit: 50, after: pageQuery(page).after }
  const said = useQuery({ queryKey: ['communities', 'messages', id, query], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/communities/{id}/messages', { params: { path: { id }, query }, signal })) })
  const filtered = !!(who || from || until)
  const forward = (next: string) => { const at = pageAfter(next); rememberPage('talk', at, page); set({ page: at }) }
  return (
    <section className="card flush" aria-label={t.messages} aria-busy={said.isFetching}>
      <FilterBar active={filtered} onClear={() => set(clear)}>
        <div style={{ width: 150 }}><DayInput label={t.from} value={from} onChange={(v) => set({ from: v })} /></div>
        <div style={{ width: 150 }}><DayInput label={t.to} value={until} onChange={(v) => set({ to: v })} /></div>
        {who && <Writer id={who} onClear={() => set({ who: '' })} />}
      </FilterBar>
      <Loaded query={said} skeleton={<Skeleton lines={12} />}>{(list) => list.items.length === 0
        ? <Empty title={filtered ? t.noMatch : t.noMessages} why={filtered ? undefined : t.noMessagesWhy} action={filtered && <Button onClick={() => set(clear)}>{t.clear}</Button>} />
        : (
          <>
            <ol className="plain pile">{list.items.map((m) => <Line key={m.id} said={m} all={list.items} onWho={(w) => set({ who: w })} />)}</ol>
            {(page || list.next) && (
              <nav className="foot" aria-label={p.pages}><span /><div className="row">
                <Button disabled={!page} onClick={() => set({ page: cameFrom('talk', page) })}>{p.previous}</Button>
                <Button disabled={!list.next} onClick={() => forward(list.next)}>{p.next}</Button>
              </div></nav>
            )}
          </>
        )}</Loaded>
    </section>
  )
}

function Writer({ id, onClear }: { id: string; onClear: () => void }) {
  const nameOf = useNamesOf([id])
  return <Tag closable onClose={onClear}>{nameOf(id) ?? id}</Tag>
}

function Line({ said: m, all, onWho }: { said: Said; all: Said[]; onWho: (id: string) => void }) {
  const t = useWords(lifeWords)
  const staff = useStaffNames()
  const answered = m.reply_to ? all.find((x) => x.id === m.reply_to) : undefined
  const kinds: Record<string, string> = t.kinds
  const name = m.name || (m.staff_id ? staff.nameOf(m.staff_id) : t.erased)
  return (
    <li>
      <div className="row small">
        {m.customer_id ? <A to={to.customer(m.customer_id)}>{name}</A> : <span>{name}</span>}
        {m.staff_id && <span className="soft">{t.staff}</span>}{m.bot && <span className="soft">{t.bot}</span>}
        <time className="soft num" dateTime={new Date(m.at).toISOString()}>{moment(m.at)}</time>
        {m.promo && <Tag>{t.promo}</Tag>}
        {m.question === 1 && <Tag color="warning">{t.question}</Tag>}
        {m.question === 2 && <Tag color="success">{t.answered}{m.answered_at > m.at && ` · ${lasting(m.answered_at - m.at)}`}</Tag>}
        {kinds[m.kind] && <span className="soft">[{kinds[m.kind]}]</span>}
        <span className="grow" />
        {m.customer_id && <button type="button" className="bare link" onClick={() => onWho(m.customer_id)}>{t.onlyOf}<span className="sr"> {name}</span></button>}
      </div>
      {answered && <p className="soft small" style={{ borderLeft: '2px solid var(--line)', paddingLeft: 8, overflowWrap: 'anywhere' }}>{t.reply} {answered.name}: {answered.text.slice(0, 80)}</p>}
      <p style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>{m.text || '—'}</p>
    </li>
  )
}
