import { useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count, date, moment, money } from '@/format'
import { Empty, Loaded } from '@/parts/feedback'
import { A } from '@/parts/link'
import { Section } from '@/parts/page'
import { to } from '@/paths'
import { useWords } from '@/words'
import { NamedPerson, usePeopleNames } from '../people'
import { useBrought, useNode, type Node } from './data'
import { profileWords } from './words'

// Invitations are who brought a person, by what evidence, and whom they brought.
export function Invitations({ id }: { id: string }) {
  return <div className="stack"><Above id={id} /><Said id={id} /><Brought id={id} /></div>
}

// Above is the way up: who brought them, who brought that one, and so on.
function Above({ id }: { id: string }) {
  const t = useWords(profileWords)
  const up = useQuery({ queryKey: ['customers', id, 'ancestors'], queryFn: () => ask(api.GET('/api/customers/{id}/ancestors', { params: { path: { id }, query: { depth: 10 } } })) })
  const nameOf = usePeopleNames((up.data?.items ?? []).map((n) => n.customer_id))
  return (
    <Section title={t.broughtBy} actions={<A to={to.tree(id)}>{t.wholeTree}</A>}>
      <Loaded query={up}>
        {({ items }) => (items.length === 0 ? <p className="soft">{t.nobodyKnown}</p> : (
          <ol className="plain row">{[...items].reverse().map((n) => <li key={n.customer_id} className="row"><NamedPerson id={n.customer_id} nameOf={nameOf} /><span aria-hidden="true" className="soft">→</span></li>)}<li><strong>{t.thisPerson}</strong></li></ol>
        ))}
      </Loaded>
    </Section>
  )
}

type Claim = Schema<'ClaimView'>

// Said is everything anybody ever said about who brought this person, and what was decided.
function Said({ id }: { id: string }) {
  const t = useWords(profileWords)
  const claims = useQuery({ queryKey: ['customers', id, 'claims'], queryFn: () => ask(api.GET('/api/customers/{id}/claims', { params: { path: { id } } })) })
  const nameOf = usePeopleNames((claims.data?.items ?? []).map((c) => c.inviter_id))
  const source: Record<string, string> = t.source
  if (claims.data?.items.length === 0) return null
  return (
    <Section title={t.claims} note={t.claimsNote} flush>
      <Loaded query={claims}>
        {({ items }) => (
          <div className="sheet" tabIndex={0} role="region" aria-label={t.claims}>
            <table>
              <thead><tr><th scope="col">{t.inviter}</th><th scope="col">{t.when}</th><th scope="col">{t.sourceOf}</th><th scope="col">{t.evidence}</th><th scope="col">{t.outcome}</th></tr></thead>
              <tbody>
                {items.map((c) => (
                  <tr key={c.id}>
                    <td><NamedPerson id={c.inviter_id} nameOf={nameOf} /></td><td className="num">{moment(c.at)}</td><td>{source[c.source] ?? c.source}</td><td>{c.evidence || '—'}</td>
                    <td><Outcome claim={c} /></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
    </Section>
  )
}

function Outcome({ claim }: { claim: Claim }) {
  const t = useWords(profileWords)
  const why: Record<string, string> = t.claimReason
  const text = claim.outcome === 'bound' ? t.bound : claim.outcome === 'void' ? t.voided : t.notTaken
  return <><Tag color={claim.outcome === 'bound' ? 'success' : 'default'}>{text}</Tag>{claim.reason && <span className="soft small">{why[claim.reason] ?? claim.reason}</span>}{claim.forced && <span className="soft small"> · {t.byHand}</span>}</>
}

const shown = 20

function Brought({ id }: { id: string }) {
  const t = useWords(profileWords)
  const node = useNode(id, true)
  const brought = useBrought(id, true)
  const [all, setAll] = useState(false)
  const people = brought.data?.people ?? []
  const rows = all ? people : people.slice(0, shown)
  const nameOf = usePeopleNames(rows.map((n) => n.customer_id))
  return (
    <Section title={t.brought} note={node.data && t.broughtNote(count(node.data.children), count(node.data.subtree), money(node.data.below))} flush>
      <Loaded query={brought}>
        {() => (people.length === 0 ? <Empty title={t.noBrought} why={t.noBroughtWhy} /> : <BroughtTable rows={rows} nameOf={nameOf} />)}
      </Loaded>
      {people.length > rows.length && <div className="foot"><Button size="small" type="text" onClick={() => setAll(true)}>{t.showAll(count(people.length))}</Button></div>}
      {brought.data && !brought.data.whole && <p className="soft small" style={{ padding: 16 }}>{t.broughtCut(count(people.length))}</p>}
    </Section>
  )
}

function BroughtTable({ rows, nameOf }: { rows: Node[]; nameOf: (id: string) => string | undefined }) {
  const t = useWords(profileWords)
  return (
    <div className="sheet" tabIndex={0} role="region" aria-label={t.brought}>
      <table>
        <thead><tr><th scope="col">{t.customer}</th><th scope="col">{t.when}</th><th scope="col" className="n">{t.theirSpend}</th><th scope="col" className="n">{t.theirPeople}</th><th scope="col" className="n">{t.belowSpend}</th></tr></thead>
        <tbody>
          {rows.map((n) => (
            <tr key={n.customer_id}>
              <td><NamedPerson id={n.customer_id} nameOf={nameOf} /></td><td className="num">{date(n.at)}</td><td className="n">{money(n.own)}</td>
              <td className="n">{n.subtree ? <A to={to.tree(n.customer_id)}>{count(n.subtree)}</A> : 0}</td><td className="n">{money(n.below)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
