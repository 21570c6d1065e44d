import { Tag } from 'antd'
import { count, moment } from '@/format'
import { useStaffNames } from '@/parts/names'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import type { Broadcast, Plan } from './data'
import { words } from './words'

const colours: Record<string, string> = { waiting: 'warning', refused: 'error', approved: 'processing', deciding: 'processing', sending: 'processing', done: 'success' }

export function StateTag({ state }: { state: Broadcast['state'] }) {
  const t = useWords(words)
  const word: Record<string, string> = t.state
  return <Tag color={colours[state] ?? 'default'}>{word[state] ?? state}</Tag>
}

// Reached says exactly whom a broadcast reaches, by whom, and how many not and why.
export function Reached({ plan }: { plan: Plan }) {
  const t = useWords(words)
  const staff = useStaffNames()
  return (
    <Section title={t.reach} note={`${t.reachNote(moment(plan.at))} · ${t.policyLine(count(plan.policy.most), count(plan.policy.days))}`}>
      <div className="cards" aria-live="polite">
        {([['recipients', plan.recipients], ['leftOut', plan.candidates - plan.recipients], ['people', plan.people]] as const).map(([word, n]) => (
          <div key={word}><p className="soft small">{t[word]}</p><p className="num" style={{ fontSize: 28, fontWeight: 650 }} data-value={n}>{count(n)}</p></div>
        ))}
      </div>
      <div className="row top">
        <div className="grow">
          <h3>{t.byMember}</h3>
          {plan.members.length === 0 ? <p className="soft">{t.nobody}</p> : <ul className="plain">{plan.members.map((m) => <li key={m.member + m.staff_id} className="row"><span className="grow">{m.staff_id ? staff.nameOf(m.staff_id) : m.member}</span><span className="num">{count(m.recipients)}</span></li>)}</ul>}
        </div>
        <div className="grow">
          <h3>{t.leftOut}</h3>
          {plan.left_out.length === 0 ? <p className="soft">{plan.candidates === 0 ? t.noCandidates : t.everyone}</p> : <ul className="plain">{plan.left_out.map((l) => <li key={l.reason} className="row"><span className="grow">{l.words}</span><span className="num">{count(l.count)}</span></li>)}</ul>}
        </div>
      </div>
    </Section>
  )
}
