import { useMemo } from 'react'
import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import type { Answer } from '@/api/types'
import { amount, count, share } from '@/format'
import { Allowed, ErrorState, Loaded, SkeletonCards } from '@/parts/feedback'
import { useStored, type Ask } from '@/parts/metric'
import { useOpenMetric } from '@/parts/metric-open'
import { Section } from '@/parts/page'
import { StatCard } from '@/parts/stat-card'
import { choice, useQueryState } from '@/parts/state'
import { useNamesOf } from '@/parts/people-names'
import { useOrg } from '@/api/session'
import { useWords } from '@/words'
import { LifeTag, OtherGroup, PersonName } from './bits'
import { idIn, useGroupNames, useLives, whereOf, type Group, type GroupDetail } from './data'
import { daysBack } from './days'
import { groupWords } from './group-words'
import { Growth } from './growth'
import { Heat, Speech } from './speech'

const spans = ['12', '26', '52', '0'] as const
const fields = { weeks: choice(['', ...spans], '') }

// OverviewTab is how a group lives: its judgement with its parts, how it grows, when and who talks in it.
export default function OverviewTab({ detail }: { detail: GroupDetail }) {
  const t = useWords(groupWords)
  const [{ weeks }, set] = useQueryState(fields)
  useOrg() // days are those of the organisation's zone
  const g = detail.community
  // A group that has ended is looked at whole, one that runs over its last weeks.
  const span = weeks || (g.state === 'open' ? '12' : '0')
  const q = useMemo<Ask>(() => ({ where: whereOf(g), ...(span === '0' ? {} : daysBack(Number(span) * 7)) }), [g.source, g.code, span])
  return (
    <Allowed to="insight.read">
      <div className="stack">
        <Health group={g} />
        <div className="row" role="group" aria-label={t.window}>
          <span className="soft">{t.window}</span>
          {spans.map((s) => <button key={s} type="button" className="bare link" aria-pressed={s === span} style={{ padding: '0 6px', ...(s === span ? { fontWeight: 650, textDecoration: 'underline' } : {}) }} onClick={() => set({ weeks: s })}>{t.weeks[s]}</button>)}
        </div>
        <Growth q={q} />
        <Speech q={q} />
        <Heat q={q} />
        <div className="split" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 360px), 1fr))', alignItems: 'start' }}><Inviters group={g} /><Overlap group={g} /></div>
      </div>
    </Allowed>
  )
}

const parts = ['members', 'acts7', 'peak7', 'actors7', 'lurkers', 'promo', 'silent', 'age'] as const
const unitOf = (part: (typeof parts)[number]) => (part === 'lurkers' || part === 'promo' ? 'share' : 'count')

function Health({ group }: { group: Group }) {
  const t = useWords(groupWords)
  const { query, answer, lives } = useLives()
  const open = useOpenMetric()
  const life = lives.get(group.id)
  if (!answer) return query.error ? <ErrorState error={query.error} retry={() => void query.refetch()} small /> : <SkeletonCards n={8} />
  if (!life) return <section className="card"><p className="soft">{t.healthNone}</p></section>
  const row = life.row
  const part = (a: string, b: string) => { const x = row.get(a), y = row.get(b); return typeof x === 'number' && typeof y === 'number' && y > 0 ? x / y : null }
  const peak = part('acts7', 'peak7')
  const note: Partial<Record<(typeof parts)[number], string>> = {
    members: t.capOf(count(group.cap)), ...(peak === null ? {} : { acts7: t.ofPeak(share(peak)) }),
  }
  return (
    <section aria-label={t.health}>
      <div className="row" style={{ marginBottom: 8 }}><h2>{t.health}</h2><LifeTag life={life} /></div>
      <p className="soft" style={{ marginBottom: 12 }}>{t.why[life.code]}</p>
      <div className="cards two" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(46%, 260px), 1fr))' }}>
        {parts.map((p) => <StatCard key={p} title={t.parts[p]} value={row.get(p)} unit={unitOf(p)} text={amount(row.get(p), unitOf(p))} note={note[p]} onOpen={() => open({ metric: 'health', answer, value: life.code })} />)}
      </div>
    </section>
  )
}

function Inviters({ group }: { group: Group }) {
  const t = useWords(groupWords)
  const board = useQuery({ queryKey: ['referrals', 'board', group.id], queryFn: () => ask(api.GET('/api/referrals/board', { params: { query: { community_id: group.id, limit: 10 } } })) })
  const nameOf = useNamesOf(board.data?.items.map((i) => i.inviter_id) ?? [])
  return (
    <Section title={t.inviters} flush>
      <Loaded query={board}>{(b) => (
        <>
          {b.items.length === 0 ? <p className="soft" style={{ padding: '0 20px 12px' }}>{t.noInviters}</p> : (
            <div className="sheet" role="region" tabIndex={0} aria-label={t.inviters}>
              <table>
                <thead><tr><th scope="col">{t.inviters}</th><th scope="col" className="n">{t.invited}</th><th scope="col" className="n">{t.valid}</th><th scope="col" className="n">{t.pending}</th><th scope="col" className="n">{t.invalid}</th></tr></thead>
                <tbody>{b.items.map((i) => <tr key={i.inviter_id}><td><PersonName id={i.inviter_id} nameOf={nameOf} /></td><td className="n">{count(i.invited)}</td><td className="n">{count(i.valid)}</td><td className="n">{count(i.pending)}</td><td className="n">{count(i.invalid)}</td></tr>)}</tbody>
              </table>
            </div>
          )}
          {!!b.unknown && <p className="soft small" style={{ padding: '8px 20px 16px' }}>{t.unknownInviter(count(b.unknown))}</p>}
        </>
      )}</Loaded>
    </Section>
  )
}

function Overlap({ group }: { group: Group }) {
  const t = useWords(groupWords)
  const open = useOpenMetric()
  const overlap = useStored('overlap')
  const groups = useGroupNames()
  return (
    <Section title={t.overlap} note={t.overlapNote} flush actions={overlap.data && <button type="button" className="bare link small" onClick={() => open({ metric: 'overlap', answer: overlap.data })}>{t.seeMetric}</button>}>
      <Loaded query={overlap}>{(a) => {
        const pairs = pairsOf(a, group.id)
        return pairs.length === 0 ? <p className="soft" style={{ padding: '0 20px 20px' }}>{t.noOverlap}</p> : (
          <div className="sheet" role="region" tabIndex={0} aria-label={t.overlap}>
            <table>
              <thead><tr><th scope="col">{t.overlap}</th><th scope="col" className="n">{t.both}</th><th scope="col" className="n">{t.part}</th></tr></thead>
              <tbody>{pairs.map((p) => <tr key={p.id}><td><OtherGroup id={p.id} nameOf={groups.nameOf} /></td><td className="n">{count(p.both)}</td><td className="n">{share(p.part)}</td></tr>)}</tbody>
            </table>
          </div>
        )
      }}</Loaded>
    </Section>
  )
}

// pairsOf takes the pairs of one group out of the stored answer, the largest overlap first.
function pairsOf(a: Answer, id: string) {
  const rows = a.tables.find((t) => t.name === 'pairs')?.rows ?? []
  return rows.flatMap((r) => {
    const one = idIn(r[0]), two = idIn(r[1])
    const other = one === id ? two : two === id ? one : undefined
    return other ? [{ id: other, both: r[2]?.number, part: r[3]?.number }] : []
  }).slice(0, 10)
}

