import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Modal, Input, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import type { Schema } from '@/api/types'
import { NamedPerson, PersonPick, usePeopleNames } from '@/features/customers/people'
import { moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Empty, Loaded } from '@/parts/feedback'
import { Page, Section } from '@/parts/page'
import { useCalled } from '@/parts/person'
import { text, useQueryState } from '@/parts/state'
import { words as common } from '@/parts/words'
import { to } from '@/paths'
import { useWords } from '@/words'
import { EnterClaim } from './claim-enter'
import { words } from './words'

type Claim = Schema<'ClaimView'>

const fields = { person: text() }

// ClaimsPage lets somebody settle who brought a customer.
export default function ClaimsPage() {
  const t = useWords(words)
  const [{ person }, set] = useQueryState(fields)
  return (
    <Page title={t.claimsTitle} subtitle={t.claimsSubtitle} crumbs={[{ title: t.title, to: to.referral() }]}>
      <Allowed to="referral.read">
        <div className="stack">
          <section className="card"><div style={{ maxWidth: 480 }}><PersonPick value={person} onChange={(id) => set({ person: id })} label={t.pick} /></div>{!person && <p className="soft" style={{ marginTop: 8 }}>{t.pickWhy}</p>}</section>
          {person && <Claims key={person} person={person} />}
        </div>
      </Allowed>
    </Page>
  )
}

interface Doing { act: 'decide' | 'void' | 'unbind'; claim?: Claim }

function Claims({ person }: { person: string }) {
  const t = useWords(words)
  const may = useMay()('referral.edit')
  const [doing, setDoing] = useState<Doing>()
  const [entering, setEntering] = useState(false)
  const claims = useQuery({ queryKey: ['customers', person, 'claims'], queryFn: () => ask(api.GET('/api/customers/{id}/claims', { params: { path: { id: person } } })) })
  const all = claims.data?.items ?? []
  const called = useCalled()
  const nameOf = usePeopleNames([person, ...all.map((c) => c.inviter_id)])
  return (
    <Section title={called(person, nameOf(person))} flush actions={may && <>{all.length > 0 && <Button danger onClick={() => setDoing({ act: 'unbind' })}>{t.unbind}</Button>}<Button onClick={() => setEntering(true)}>{t.enter}</Button></>}>
      <Loaded query={claims}>{({ items }) => (items.length === 0 ? <Empty title={t.none} why={t.noneWhy} /> : <Table claims={items} nameOf={nameOf} onDo={may ? setDoing : undefined} />)}</Loaded>
      {doing && <Because person={person} doing={doing} onClose={() => setDoing(undefined)} />}
      {entering && <EnterClaim person={person} onClose={() => setEntering(false)} />}
    </Section>
  )
}

const tone: Record<string, string> = { bound: 'success', replaced: 'default', lost: 'default', void: 'default' }

function Table({ claims, nameOf, onDo }: { claims: Claim[]; nameOf: (id: string) => string | undefined; onDo?: (d: Doing) => void }) {
  const t = useWords(words)
  const [sources, outcomes, reasons]: Record<string, string>[] = [t.sources, t.outcomes, t.reasons]
  return (
    <div className="sheet" tabIndex={0} role="region" aria-label={t.claims}>
      <table>
        <thead><tr><th scope="col">{t.inviter}</th><th scope="col">{t.when2}</th><th scope="col">{t.source}</th><th scope="col">{t.evidence}</th><th scope="col">{t.outcome}</th><th scope="col">{t.why}</th>{onDo && <th scope="col" />}</tr></thead>
        <tbody>
          {claims.map((c) => (
            <tr key={c.id}>
              <td><NamedPerson id={c.inviter_id} nameOf={nameOf} /></td><td className="num">{moment(c.at)}</td><td>{sources?.[c.source] ?? c.source}</td><td>{[c.evidence, c.note].filter(Boolean).join(' · ') || '—'}</td>
              <td><Tag color={tone[c.outcome]} style={{ margin: 0 }}>{outcomes?.[c.outcome] ?? c.outcome}</Tag>{c.forced && <span className="soft small"> {t.forced}</span>}</td><td>{reasons?.[c.reason] ?? c.reason}</td>
              {onDo && <td><span className="row" style={{ flexWrap: 'nowrap' }}>{c.outcome !== 'bound' && <Button size="small" onClick={() => onDo({ act: 'decide', claim: c })}>{t.decide}</Button>}{c.outcome !== 'void' && <Button size="small" danger onClick={() => onDo({ act: 'void', claim: c })}>{t.void}</Button>}</span></td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

// Because asks for the reason, which is kept with the decision.
function Because({ person, doing, onClose }: { person: string; doing: Doing; onClose: () => void }) {
  const t = useWords(words)
  const c = useWords(common)
  const act = useAct()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const body = { reason: reason.trim() }
  const work = () => {
    const path = { id: doing.claim?.id ?? '' }
    if (doing.act === 'unbind') return ask(api.POST('/api/customers/{id}/unbind', { params: { path: { id: person } }, body }))
    return doing.act === 'decide' ? ask(api.POST('/api/claims/{id}/decide', { params: { path }, body })) : ask(api.POST('/api/claims/{id}/void', { params: { path }, body }))
  }
  const run = async () => {
    setBusy(true)
    const ok = await act(work, t.done)
    setBusy(false)
    if (!ok) return
    onClose()
    await queries.invalidateQueries({ predicate: (q) => ['customers', 'referrals', 'insight'].includes(String(q.queryKey[0])) })
  }
  const what = { decide: t.decideWhat, void: t.voidWhat, unbind: t.unbindWhat }[doing.act]
  return (
    <Modal open title={t[doing.act]} okText={t[doing.act]} cancelText={c.cancel} okButtonProps={{ danger: doing.act !== 'decide', disabled: !body.reason }} confirmLoading={busy} onOk={() => void run()} onCancel={onClose}>
      <div className="stack tight">
        <p>{what}</p>
        <label htmlFor="because">{t.reason}</label>
        <Input.TextArea id="because" value={reason} onChange={(e) => setReason(e.target.value)} maxLength={500} rows={2} autoFocus />
      </div>
    </Modal>
  )
}
