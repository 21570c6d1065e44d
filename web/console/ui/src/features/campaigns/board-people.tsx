import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { usePeopleNames } from '@/features/customers/people'
import { PersonName } from '@/features/communities/bits'
import { Reasons } from '@/features/segments/reasons'
import type { Reason } from '@/features/segments/data'
import { ago, count, moment, money } from '@/format'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useSay, useWords } from '@/words'
import { useStateName } from './board-figures'
import { boardWords } from './board-words'
import type { Board } from './data'

// Newest lists who has just come, and says for who asks why they stand where they do.
export function Newest({ of }: { of: Board }) {
  const t = useWords(boardWords)
  const stateName = useStateName()
  const nameOf = usePeopleNames(of.newest.map((s) => s.person_id))
  const [open, setOpen] = useState('')
  return (
    <Section title={t.newest} note={t.newestNote}>
      {of.newest.length === 0 ? <p className="soft">{t.noNewest}</p> : (
        <ul className="plain">
          {of.newest.map((s) => (
            <li key={s.id} style={{ padding: '8px 0', borderBottom: '1px solid var(--line)' }}>
              <div className="row">
                <div className="row grow" style={{ flexBasis: 200 }}><div><PersonName id={s.person_id} nameOf={nameOf} /></div><div className="soft">{stateName(s.state)}</div></div>
                <div className="row" style={{ flexWrap: 'nowrap' }}>
                  {s.amount > 0 && <span className="num">{money(s.amount)}</span>}
                  <span className="soft small" title={moment(s.at)} style={{ whiteSpace: 'nowrap' }}>{ago(s.at)}</span>
                  <Button type="text" size="small" aria-expanded={open === s.id} onClick={() => setOpen(open === s.id ? '' : s.id)}>{t.why}</Button>
                </div>
              </div>
              {open === s.id && <Why campaign={of.campaign.id} seat={s.id} />}
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

interface Because { rule: string; facts: Reason[] | null }

function Why({ campaign, seat }: { campaign: string; seat: string }) {
  const t = useWords(boardWords)
  const say = useSay()
  const why = useQuery({ queryKey: ['campaigns', 'why', campaign, seat], queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}/why', { params: { path: { id: campaign }, query: { seat_id: seat } }, signal })) })
  return (
    <Loaded query={why}>
      {(w) => {
        const because = w.because as Because | null
        return (
          <div className="stack tight" style={{ padding: '4px 0 8px' }}>
            {w.sentences.map((s) => <p key={s.zh}>{say(s)}</p>)}
            {because && <div><p className="soft small">{t.rule}: <code>{because.rule}</code></p><Reasons list={because.facts ?? []} /></div>}
          </div>
        )
      }}
    </Loaded>
  )
}

// Teams lists teams, packets or accounts in a state.
export function Teams({ of }: { of: Board }) {
  const t = useWords(boardWords)
  const names: Record<string, string> = t.team
  const titles: Record<string, string> = t.teams
  const [state, setState] = useState(of.instances.find((i) => ['forming', 'open'].includes(i.state))?.state ?? of.instances[0]?.state ?? '')
  const { id, model } = of.campaign
  const teams = useQuery({
    queryKey: ['campaigns', 'teams', id, state], refetchInterval: 5000,
    queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}/instances', { params: { path: { id }, query: { state, limit: 200 } }, signal })),
  })
  return (
    <Section title={titles[model] ?? t.teams.other} note={t.mostTeams}
      actions={<Select aria-label={t.teamsState} value={state} onChange={setState} style={{ minWidth: 120 }} options={of.instances.map((i) => ({ value: i.state, label: names[i.state] ?? i.state }))} />}>
      <Loaded query={teams}>{({ items }) => (items.length === 0 ? <p className="soft">{t.noTeams}</p> : <TeamTable items={items} />)}</Loaded>
    </Section>
  )
}

type Team = { id: string; owner_id: string; held: number; done: number; fill: number; size: number; at: number; deadline: number }

function TeamTable({ items }: { items: readonly Team[] }) {
  const t = useWords(boardWords)
  const nameOf = usePeopleNames(items.map((i) => i.owner_id))
  return (
    <div className="sheet" tabIndex={0} role="region" aria-label={t.owner}>
      <table>
        <thead><tr><th scope="col">{t.owner}</th><th scope="col" className="n">{t.seats}</th><th scope="col">{t.deadline}</th></tr></thead>
        <tbody>
          {items.map((i) => (
            <tr key={i.id}>
              <td>{i.owner_id ? <PersonName id={i.owner_id} nameOf={nameOf} /> : t.brand}</td>
              <td className="n">{count(i.done + i.held)}{i.size > 0 && ` / ${count(i.size)}`}{i.fill > 0 && ` · ${t.filled(count(i.fill))}`}</td>
              <td>{moment(i.deadline)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
