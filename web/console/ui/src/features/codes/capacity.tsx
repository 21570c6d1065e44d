import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, InputNumber, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count, decimal } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Empty, Loaded } from '@/parts/feedback'
import { showFaults } from '@/parts/form'
import { A } from '@/parts/link'
import { useStaffNames } from '@/parts/names'
import { Page, Section } from '@/parts/page'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { to } from '@/paths'
import { useWords } from '@/words'
import { capacityWords } from './capacity-words'
import { words } from './words'

type Forecast = Schema<'Forecast'>
type Row = { key: string; name: string; href?: string; forecast: Forecast; codes: Schema<'Behind'>[] }

// CapacityPage says how full accounts are and by when they will be.
export default function CapacityPage() {
  const t = useWords(capacityWords)
  const w = useWords(words)
  return (
    <Page title={t.title} subtitle={t.subtitle} crumbs={[{ title: w.communities, to: to.communities() }, { title: w.title, to: to.codes() }]}>
      <Allowed to="community.read"><Capacity /></Allowed>
    </Page>
  )
}

function Capacity() {
  const t = useWords(capacityWords)
  const staff = useStaffNames()
  const all = useQuery({ queryKey: ['capacity'], refetchInterval: 60_000, queryFn: () => ask(api.GET('/api/capacity')) })
  return (
    <Loaded query={all}>
      {({ company, caps, members, groups }) => (
        <div className="stack">
          <Company of={company} />
          <section className="stack tight">
            <div><h2>{t.members}</h2><p className="soft small">{t.membersWhy}</p></div>
            <Rows name="capacity-members" label={t.member} empty={<Empty title={t.noMembers} why={t.noMembersWhy} />}
              rows={members.map((m) => ({ key: m.member, name: m.staff_id ? staff.nameOf(m.staff_id) : `${m.member} · ${t.unknown}`, forecast: m.forecast, codes: m.codes }))} />
          </section>
          <section className="stack tight">
            <div><h2>{t.groups}</h2><p className="soft small">{t.groupsWhy}</p></div>
            <Rows name="capacity-groups" label={t.group} empty={<Empty title={t.noGroups} why={t.noGroupsWhy} />}
              rows={groups.map((g) => ({ key: g.community_id, name: g.name, href: to.community(g.community_id), forecast: g.forecast, codes: g.codes }))} />
          </section>
          <Allowed to="setting.edit" quiet><Caps now={caps} /></Allowed>
        </div>
      )}
    </Loaded>
  )
}

function Company({ of }: { of: Forecast }) {
  const t = useWords(capacityWords)
  return (
    <Section title={t.company} note={t.companyWhy}>
      <dl className="cards" style={{ margin: 0 }}>
        {([[t.used, `${count(of.used)} / ${count(of.cap)}`], [t.free, count(of.free)], [t.net, decimal(of.gain / 14)]] as const).map(([label, value]) => (
          <div key={label}><dt className="soft">{label}</dt><dd className="num" style={{ margin: 0, fontSize: 20, fontWeight: 650 }}>{value}</dd></div>
        ))}
        <div><dt className="soft">{t.days}</dt><dd style={{ margin: 0, fontSize: 20, fontWeight: 650 }}><Until of={of} /></dd></div>
      </dl>
      {of.free === 0 ? <p className="bad" role="status">{t.fullNow}</p> : of.near && <p className="warn" role="status">{t.nearNow}</p>}
    </Section>
  )
}

// Until says in how many days an account is full.
function Until({ of }: { of: Forecast }) {
  const t = useWords(capacityWords)
  if (of.free === 0) return <Tag color="error">{t.full}</Tag>
  return <span className="num">{of.days < 0 ? t.notFilling : t.inDays(count(of.days))} {of.near && <Tag color="warning">{t.near}</Tag>}</span>
}

function Rows({ name, label, rows, empty }: { name: string; label: string; rows: Row[]; empty: React.ReactNode }) {
  const t = useWords(capacityWords)
  const columns: Col<Row>[] = [
    { key: 'name', title: label, fixed: true, cell: (r) => (r.href ? <A to={r.href}>{r.name}</A> : r.name) },
    { key: 'days', title: t.days, cell: (r) => <Until of={r.forecast} /> },
    { key: 'used', title: t.used, number: true, cell: (r) => count(r.forecast.used) },
    { key: 'cap', title: t.cap, number: true, cell: (r) => count(r.forecast.cap) },
    { key: 'free', title: t.free, number: true, cell: (r) => count(r.forecast.free) },
    { key: 'net', title: t.net, number: true, cell: (r) => decimal(r.forecast.gain / 14) },
    { key: 'codes', title: t.codes, cell: (r) => (r.codes.length === 0 ? '—' : <span className="row">{r.codes.map((c) => <A key={c.id} to={to.code(c.id)}>{c.name}</A>)}</span>) },
  ]
  return <ResourceTable<Row> name={name} label={label} columns={columns} rowKey={(r) => r.key} page="" onPage={() => undefined} empty={empty}
    query={{ data: { items: rows, next: '' }, error: undefined, isFetching: false, refetch: () => undefined }} />
}

interface Typed { company: number; member: number }

function Caps({ now }: { now: Typed }) {
  const t = useWords(capacityWords)
  const act = useAct()
  const queries = useQueryClient()
  const [form] = Form.useForm<Typed>()
  const [busy, setBusy] = useState(false)
  const save = async (body: Typed) => {
    setBusy(true)
    await act(async () => {
      try {
        await ask(api.PUT('/api/capacity/caps', { body }))
      } catch (error) {
        showFaults(form, error)
        throw error
      }
    }, t.saved)
    setBusy(false)
    await queries.invalidateQueries({ queryKey: ['capacity'] })
  }
  return (
    <Section title={t.caps} note={t.capsWhy}>
      <Form form={form} layout="inline" requiredMark={false} initialValues={now} onFinish={(v: Typed) => void save(v)} style={{ gap: '12px 0' }}>
        <Form.Item name="company" label={t.capCompany}><InputNumber min={1} max={100_000_000} precision={0} style={{ width: 140 }} /></Form.Item>
        <Form.Item name="member" label={t.capMember}><InputNumber min={1} max={100_000_000} precision={0} style={{ width: 140 }} /></Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>{t.save}</Button>
      </Form>
    </Section>
  )
}
