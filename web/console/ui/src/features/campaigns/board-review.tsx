import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count, decimal, moment, money, share, unknown } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Loaded } from '@/parts/feedback'
import { useStaffNames } from '@/parts/names'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { flowOf } from './board-flow'
import { useFresh, type Board } from './data'
import { lifeWords } from './life-words'

type Said = Schema<'ReviewView'>
const parts = ['well', 'badly', 'next'] as const

// Review asks of a campaign that is over what was learnt, beside what was planned and what came of it.
export function Review({ of }: { of: Board }) {
  const t = useWords(lifeWords)
  const { id } = of.campaign
  const said = useQuery({ queryKey: ['campaigns', 'review', id], queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}/review', { params: { path: { id } }, signal })) })
  if (said.data?.ended === 0) return null
  return <Section title={t.review} note={t.reviewWhy}><Loaded query={said}>{(r) => <div className="stack"><Versus of={of} /><Learnt id={id} said={r} /></div>}</Loaded></Section>
}

// Versus sets what was planned beside what came of it.
function Versus({ of }: { of: Board }) {
  const t = useWords(lifeWords)
  const { id, model } = of.campaign
  const measured = useQuery({ queryKey: ['campaigns', 'measure', id], staleTime: 60_000, queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}/measure', { params: { path: { id } }, signal })) })
  const done = of.seats.find((s) => s.state === flowOf(model, of.seats).done)?.n ?? 0
  const m = measured.data
  const rows: [string, string, string][] = [
    [t.reached, count(of.terms.target ?? 0), count(done)],
    [t.costs, money(of.terms.cost ?? 0), m ? money(m.cost) : unknown],
    [t.k_, m?.plan ? decimal(m.plan.k) : unknown, m?.k == null ? unknown : decimal(m.k)],
    [t.returned, unknown, m?.roi == null ? unknown : share(m.roi)],
  ]
  return (
    <div className="sheet" tabIndex={0} role="region" aria-label={t.versus}>
      <table>
        <thead><tr><th scope="col">{of.terms.goal ? `${t.goal} · ${of.terms.goal}` : t.versus}</th><th scope="col" className="n">{t.planned}</th><th scope="col" className="n">{t.actual}</th></tr></thead>
        <tbody>{rows.map(([what, planned, actual]) => <tr key={what}><td>{what}</td><td className="n">{planned}</td><td className="n">{actual}</td></tr>)}</tbody>
      </table>
    </div>
  )
}

function Learnt({ id, said }: { id: string; said: Said }) {
  const t = useWords(lifeWords)
  const act = useAct()
  const fresh = useFresh()
  const staff = useStaffNames()
  const [editing, setEditing] = useState(false)
  const keep = async (body: Pick<Said, 'well' | 'badly' | 'next'>) => {
    const well = await act(() => ask(api.PUT('/api/campaigns/{id}/review', { params: { path: { id } }, body })), t.reviewed)
    await fresh()
    if (well) setEditing(false)
  }
  if (said.at > 0 && !editing) {
    return (
      <div className="stack tight">
        {parts.map((p) => <div key={p}><strong>{t[p]}</strong><p>{said[p]}</p></div>)}
        <div className="row"><span className="soft small grow">{t.by(staff.nameOf(said.staff_id), moment(said.at))}</span><Allowed to="campaign.edit" quiet><Button size="small" onClick={() => setEditing(true)}>{t.again}</Button></Allowed></div>
      </div>
    )
  }
  return (
    <Allowed to="campaign.edit" quiet>
      <Form layout="vertical" requiredMark={false} initialValues={said} onFinish={(v: Said) => void keep({ well: v.well.trim(), badly: v.badly.trim(), next: v.next.trim() })}>
        {parts.map((p) => <Form.Item key={p} name={p} label={t[p]} rules={[{ required: true, whitespace: true, message: t.fill }]}><Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 6 }} /></Form.Item>)}
        <Button type="primary" htmlType="submit">{t.keep}</Button>
      </Form>
    </Allowed>
  )
}
