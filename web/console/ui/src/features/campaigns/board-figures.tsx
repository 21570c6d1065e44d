import { count } from '@/format'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { flowOf } from './board-flow'
import { boardWords } from './board-words'
import { useRules, type Board } from './data'
import { usePlan } from './scarce'

// useStateName names a state of seats, also one that this console does not know yet.
export function useStateName(): (state: string) => string {
  const t = useWords(boardWords)
  const known: Record<string, string> = t.seat
  return (state) => known[state] ?? state
}

// Buckets shows of everything scarce what is used, what is held and what is left.
export function Buckets({ of }: { of: Board }) {
  const t = useWords(boardWords)
  const plan = usePlan(useRules(of.campaign.id).data?.settings)
  return (
    <Section title={t.buckets} note={t.bucketsNote}>
      <ul className="plain stack">
        {of.buckets.map((b) => {
          const part = (n: number) => `${b.total > 0 ? (n / b.total) * 100 : 0}%`
          const told = t.bucketOf(plan.amount(b.name, b.spent), plan.amount(b.name, b.held), plan.amount(b.name, b.free), plan.amount(b.name, b.total))
          return (
            <li key={b.name} data-bucket={b.name} data-free={b.free} data-held={b.held} data-spent={b.spent}>
              <div className="row"><strong className="grow">{plan.name(b.name)}</strong><span className="num">{plan.amount(b.name, b.free)} <span className="soft">{t.free}</span></span></div>
              <div className="part3" role="img" aria-label={told}><span className="spent" style={{ width: part(b.spent) }} /><span className="held" style={{ width: part(b.held) }} /></div>
              <p className="soft small num">{told}</p>
            </li>
          )
        })}
      </ul>
    </Section>
  )
}

// Funnel shows how often each step was entered.
export function Funnel({ of }: { of: Board }) {
  const t = useWords(boardWords)
  const nameOf = useStateName()
  const flow = flowOf(of.campaign.model, of.seats)
  const n = (state: string) => of.seats.find((s) => s.state === state)?.n ?? 0
  const most = Math.max(1, ...of.seats.map((s) => s.n))
  const off = flow.off.filter((s) => n(s) > 0)
  const line = (state: string, aside: boolean) => (
    <div key={state} style={{ display: 'contents' }} data-step={state} data-n={n(state)}><span>{nameOf(state)}</span><span className={aside ? 'bar off' : 'bar'} style={{ width: `${(n(state) / most) * 100}%` }} /><strong className="num">{count(n(state))}</strong></div>
  )
  return (
    <Section title={t.funnel} note={t.funnelNote}>
      {of.seats.length === 0 ? <p className="soft">{t.nothing}</p> : (
        <>
          <div className="funnel">{flow.way.map((s) => line(s, false))}</div>
          {off.length > 0 && <><h3 style={{ margin: '16px 0 8px' }}>{t.offFunnel}</h3><div className="funnel">{off.map((s) => line(s, true))}</div></>}
        </>
      )}
    </Section>
  )
}

const daysShown = 14

// Days shows the last days: how often each state was entered.
export function Days({ of }: { of: Board }) {
  const t = useWords(boardWords)
  const nameOf = useStateName()
  const flow = flowOf(of.campaign.model, of.seats)
  const states = [...flow.way, ...flow.off].filter((s) => of.days.some((d) => d.what === s))
  const days = [...new Set(of.days.map((d) => d.day))].toSorted().toReversed().slice(0, daysShown)
  const n = (day: string, what: string) => of.days.find((d) => d.day === day && d.what === what)?.n ?? 0
  return (
    <Section title={t.days} note={t.daysNote}>
      {states.length === 0 ? <p className="soft">{t.nothing}</p> : (
        <div className="sheet" tabIndex={0} role="region" aria-label={t.days}>
          <table>
            <thead><tr><th scope="col">{t.day}</th>{states.map((s) => <th key={s} scope="col" className="n">{nameOf(s)}</th>)}</tr></thead>
            <tbody>{days.map((d) => <tr key={d}><td>{d}</td>{states.map((s) => <td key={s} className="n">{count(n(d, s))}</td>)}</tr>)}</tbody>
          </table>
        </div>
      )}
    </Section>
  )
}
