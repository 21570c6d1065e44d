import { Alert, Button, Form, Input, Select, Segmented } from 'antd'
import { useState } from 'react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import type { Listed, Schema } from '@/api/types'
import { count, date, decimal } from '@/format'
import { useAct, useUndoToast } from '@/parts/confirm'
import { Allowed, Empty, Loaded } from '@/parts/feedback'
import { useStaffNames } from '@/parts/names'
import { Section } from '@/parts/page'
import { useNamesOf } from '@/parts/people-names'
import { useCalled } from '@/parts/person'
import { useSay, useWords } from '@/words'
import { Facts, PersonName } from './bits'
import { roleNames, useAfresh, type GroupDetail } from './data'
import { workWords } from './work-words'
import { words } from './words'

type Holding = Schema<'HoldingView'>
type Structure = Schema<'StructureView'>
type Role = (typeof roleNames)[number]

// RolesTab is who does what in a group, and what it lacks.
export default function RolesTab({ detail }: { detail: GroupDetail }) {
  const { id } = detail.community
  const structure = useQuery({ queryKey: ['communities', 'structure', id], queryFn: () => ask(api.GET('/api/communities/{id}/structure', { params: { path: { id } } })) })
  return (
    <Loaded query={structure}>{(s) => (
      <div className="split" style={{ alignItems: 'start' }}>
        <div className="stack"><Lacks structure={s} /><Holdings id={id} list={s.holdings} /></div>
        <div className="stack"><Shape structure={s} /><Allowed to="community.edit" quiet><Appoint id={id} missing={s.missing} /><AddEvent id={id} /></Allowed></div>
      </div>
    )}</Loaded>
  )
}

function useRoleName() {
  const t = useWords(words)
  const names: Record<string, string> = t.role
  return (role: string) => names[role] ?? role
}

function Lacks({ structure }: { structure: Structure }) {
  const t = useWords(workWords)
  const say = useSay()
  const roleName = useRoleName()
  return (
    <>
      {structure.missing.length > 0
        ? <Alert type="warning" showIcon title={t.lacks(structure.missing.map(roleName).join(' · '))} />
        : <Alert type="success" showIcon title={t.complete} />}
      {structure.warnings.length > 0 && <Alert type="info" showIcon title={t.warnings} description={<ul className="plain">{structure.warnings.map((w) => <li key={w.code}>{say(w)}</li>)}</ul>} />}
    </>
  )
}

function Shape({ structure: s }: { structure: Structure }) {
  const t = useWords(workWords)
  const strengths = Object.entries(s.strengths)
  return (
    <section className="card">
      <Facts list={[
        [t.perStaff, s.per_staff ? t.perStaffOf(decimal(s.per_staff, 1)) : <span key="n" className="warn">{t.nobodyServes}</span>], [t.commonNeed, s.common_need ? t.commonNeedYes : <span key="c" className="warn">{t.commonNeedNo}</span>],
        [t.strengths, strengths.length ? strengths.map(([what, n]) => `${what} ${count(n)}`).join(' · ') : '—'], [t.lastEvent, date(s.last_event)],
      ]} />
    </section>
  )
}

function Holdings({ id, list }: { id: string; list: Holding[] }) {
  const t = useWords(workWords)
  const act = useAct()
  const toast = useUndoToast()
  const afresh = useAfresh()
  const staff = useStaffNames()
  const roleName = useRoleName()
  const nameOf = useNamesOf(list.map((h) => h.customer_id))
  const dismiss = async (h: Holding) => {
    if (!await act(() => ask(api.DELETE('/api/roles/{id}', { params: { path: { id: h.id } } })))) return
    const role = roleNames.find((r) => r === h.role)
    await afresh()
    if (role) toast(t.dismissed(roleName(h.role)), async () => { await ask(api.POST('/api/communities/{id}/roles', { params: { path: { id } }, body: { role, expertise: h.expertise, ...(h.customer_id ? { customer_id: h.customer_id } : { staff_id: h.staff_id }) } })); await afresh() })
  }
  if (list.length === 0) return <section className="card"><Empty title={t.noRoles} /></section>
  return (
    <section className="card flush">
      <div className="sheet" role="region" tabIndex={0} aria-label={t.roleOf}>
        <table>
          <thead><tr><th scope="col">{t.roleOf}</th><th scope="col">{t.who}</th><th scope="col">{t.expertise}</th><th scope="col">{t.since}</th><th scope="col"><span className="sr">{t.dismiss}</span></th></tr></thead>
          <tbody>
            {list.map((h) => (
              <tr key={h.id || h.role + h.staff_id}>
                <td>{roleName(h.role)}</td>
                <td>{h.customer_id ? <PersonName id={h.customer_id} nameOf={nameOf} /> : <>{staff.nameOf(h.staff_id)} <span className="soft small">{t.staffKind}</span></>}</td>
                <td>{h.expertise || '—'}</td><td className="num">{date(h.since)}</td>
                <td className="n">{h.id && <Allowed to="community.edit" quiet><Button size="small" type="text" onClick={() => void dismiss(h)}>{t.dismiss}</Button></Allowed>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

interface Typed { role: Role; who: 'staff' | 'member'; staff?: string; member?: string; expertise?: string }

function Appoint({ id, missing }: { id: string; missing: string[] }) {
  const t = useWords(workWords)
  const act = useAct()
  const afresh = useAfresh()
  const staff = useStaffNames()
  const roleName = useRoleName()
  const [form] = Form.useForm<Typed>()
  const who = Form.useWatch('who', form) ?? 'staff'
  const appoint = async (v: Typed) => {
    const body = { role: v.role, expertise: v.expertise?.trim() || undefined, ...(v.who === 'member' ? { customer_id: v.member } : { staff_id: v.staff }) }
    if (!await act(() => ask(api.POST('/api/communities/{id}/roles', { params: { path: { id } }, body })), t.appointed)) return
    form.resetFields()
    await afresh()
  }
  return (
    <Section title={t.appoint}>
      <Form form={form} layout="vertical" initialValues={{ who: 'staff', role: roleNames.find((r) => missing.includes(r)) }} onFinish={(v) => void appoint(v)} requiredMark={false}>
        <Form.Item name="role" label={t.roleOf} rules={[{ required: true, message: t.needRole }]}><Select options={roleNames.map((r) => ({ value: r, label: roleName(r) }))} /></Form.Item>
        <Form.Item name="who" label={t.who}><Segmented options={[{ value: 'staff', label: t.staffKind }, { value: 'member', label: t.memberKind }]} /></Form.Item>
        {who === 'staff'
          ? <Form.Item name="staff" label={t.pickStaff} rules={[{ required: true, message: t.needWho }]}><Select showSearch={{ optionFilterProp: 'label' }} options={staff.options} /></Form.Item>
          : <Form.Item name="member" label={t.pickMember} rules={[{ required: true, message: t.needWho }]}><PickMember group={id} /></Form.Item>}
        <Form.Item name="expertise" label={t.expertise}><Input maxLength={60} /></Form.Item>
        <Button htmlType="submit">{t.appoint}</Button>
      </Form>
    </Section>
  )
}

// PickMember finds somebody who is in the group.
function PickMember({ id, group, value, onChange }: { id?: string; group: string; value?: string; onChange?: (v: string) => void }) {
  const [q, setQ] = useState('')
  const called = useCalled()
  const found = useQuery({
    queryKey: ['customers', 'members', group, q], placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await ask(api.GET('/api/customers', { params: { query: { community_id: group, q, limit: 20 } }, signal }))).items as Listed[],
  })
  return <Select id={id} value={value} onChange={onChange} showSearch={{ filterOption: false, onSearch: setQ }} loading={found.isFetching} options={found.data?.map((p) => ({ value: p.id, label: [called(p.id, p.name), p.phone].filter(Boolean).join(' · ') }))} />
}

function AddEvent({ id }: { id: string }) {
  const t = useWords(workWords)
  const act = useAct()
  const afresh = useAfresh()
  const [title, setTitle] = useState('')
  const add = async () => {
    if (!await act(() => ask(api.POST('/api/communities/{id}/events', { params: { path: { id } }, body: { title: title.trim(), at: Date.now() } })), t.eventSaved)) return
    setTitle('')
    await afresh()
  }
  return (
    <Section title={t.addEvent}>
      <div className="row" style={{ flexWrap: 'nowrap' }}><Input aria-label={t.eventTitle} placeholder={t.eventTitle} value={title} maxLength={200} onChange={(e) => setTitle(e.target.value)} /><Button disabled={!title.trim()} onClick={() => void add()}>{t.addEvent}</Button></div>
    </Section>
  )
}
