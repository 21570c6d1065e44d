import { EditOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { App, Button, Form, Input, Select } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { date, lasting, money } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Empty, Loaded } from '@/parts/feedback'
import { A } from '@/parts/link'
import { useStaffNames, useStoreNames } from '@/parts/names'
import { Section } from '@/parts/page'
import { to } from '@/paths'
import { useSay, useWords } from '@/words'
import { Facts, OtherGroup } from './bits'
import { useAfresh, useGroupNames, type Group, type GroupDetail } from './data'
import { groupWords } from './group-words'
import { briefParts, briefWords, planWords, words } from './words'

const BriefDrawer = lazy(() => import('./rule-drawers').then((m) => ({ default: m.BriefDrawer })))
const PlanDrawer = lazy(() => import('./rule-drawers').then((m) => ({ default: m.PlanDrawer })))

// RulesTab is what a group is for and the rules it runs by.
export default function RulesTab({ detail }: { detail: GroupDetail }) {
  return (
    <div className="split" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 420px), 1fr))', alignItems: 'start' }}>
      <Brief group={detail.community} />
      <div className="stack"><Plan detail={detail} /><Place group={detail.community} /></div>
    </div>
  )
}

function Brief({ group }: { group: Group }) {
  const t = useWords(briefWords)
  const { message } = App.useApp()
  const [editing, setEditing] = useState(false)
  const briefs = useQuery({ queryKey: ['communities', 'briefs', group.id], queryFn: () => ask(api.GET('/api/communities/{id}/briefs', { params: { path: { id: group.id } } })) })
  const now = briefs.data?.items[0]
  const edit = <Allowed to="community.edit" quiet><Button icon={<EditOutlined />} onClick={() => setEditing(true)}>{now ? t.edit : t.write}</Button></Allowed>
  return (
    <Section title={t.title} note={now && t.version(String(now.number))} actions={now && edit}>
      <Loaded query={briefs}>{({ items }) => {
        const [current, ...older] = items
        return current ? <div className="stack"><Read brief={current} />{older.length > 0 && <Older list={older} />}</div> : <Empty title={t.none} why={t.noneWhy} action={edit} />
      }}</Loaded>
      {editing && <Suspense><BriefDrawer group={group} now={now} onClose={() => setEditing(false)} onDone={() => { setEditing(false); void message.success(t.saved) }} /></Suspense>}
    </Section>
  )
}

type BriefView = Schema<'BriefView'>

function Read({ brief }: { brief: BriefView }) {
  const t = useWords(briefWords)
  const staff = useStaffNames()
  return (
    <div className="stack">
      <dl className="stack tight">
        {briefParts.map((part) => brief[part] && (
          <div key={part}>
            <dt className="soft small">{t[part]}</dt>
            <dd style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>{part === 'product' && /^https?:\/\//.test(brief.product) ? <a href={brief.product} rel="noreferrer noopener" target="_blank">{brief.product}</a> : brief[part]}</dd>
          </div>
        ))}
      </dl>
      <p className="soft small num">{t.by(date(brief.at), staff.nameOf(brief.staff_id))}</p>
    </div>
  )
}

function Older({ list }: { list: BriefView[] }) {
  const t = useWords(briefWords)
  return (
    <details>
      <summary style={{ cursor: 'pointer' }}>{t.versions} ({list.length})</summary>
      <div className="stack" style={{ marginTop: 12 }}>{list.map((b) => <details key={b.number}><summary style={{ cursor: 'pointer' }}>{t.version(String(b.number))} · {date(b.at)}</summary><Read brief={b} /></details>)}</div>
    </details>
  )
}

function Plan({ detail }: { detail: GroupDetail }) {
  const t = useWords(groupWords)
  const p = useWords(planWords)
  const w = useWords(words)
  const say = useSay()
  const { message } = App.useApp()
  const groups = useGroupNames()
  const stores = useStoreNames()
  const [editing, setEditing] = useState(false)
  const g = detail.community
  const plays: Record<string, string> = t.plays
  return (
    <Section title={t.plan} actions={g.state !== 'archived' && <Allowed to="community.edit" quiet><Button icon={<EditOutlined />} onClick={() => setEditing(true)}>{t.editPlan}</Button></Allowed>}>
      <Facts list={[
        [t.gate, detail.gate ? <code key="g">{detail.gate}</code> : t.everybody],
        ...(g.gate && g.gate !== detail.gate ? [[t.own, <code key="o">{g.gate}</code>] as const] : []),
        [t.size, t.sizeOf(String(g.target_size), String(g.cap))], [t.promoCap, t.perThousand(String(g.promo_cap))], [t.pause, t.pauseOf(lasting(g.pause))],
        ...(detail.preset.dated ? [[t.dates, <span key="d" className="num">{g.starts_on || '—'} – {g.ends_on || '—'}</span>] as const] : []),
        ...(g.threshold === 'single' || g.threshold === 'cumulative' ? [[t.threshold, `${p.thresholds[g.threshold]} ${money(g.price)}`] as const] : []),
        [t.alternative, <OtherGroup key="a" id={g.alternative_id} nameOf={groups.nameOf} />], [w.store, stores.nameOf(g.store_id)],
        [t.seriesOf, g.series ? <A key="s" to={to.communities({ series: g.series })}>{g.series.replace('{no}', '')}{g.number ? ` · ${g.number}` : ''}</A> : t.noSeries],
        ...(detail.preset.playbook.length > 0 ? [[t.playbook, <span key="p" title={t.preset(say(detail.preset))}>{detail.preset.playbook.map((x) => plays[x] ?? x).join(' · ')}</span>] as const] : []),
      ]} />
      {editing && <Suspense><PlanDrawer detail={detail} onClose={() => setEditing(false)} onDone={() => { setEditing(false); void message.success(w.saved) }} /></Suspense>}
    </Section>
  )
}

// Place puts the group at its place in the matrix.
function Place({ group }: { group: Group }) {
  const t = useWords(groupWords)
  const w = useWords(words)
  const act = useAct()
  const afresh = useAfresh()
  const matrix = useQuery({ queryKey: ['communities', 'matrix', []], queryFn: () => ask(api.GET('/api/communities/matrix')) })
  const axis: Record<string, string> = w.axis
  const save = async ({ topic, ...at }: Record<string, string | undefined>) => {
    const values = Object.fromEntries(Object.entries(at).filter((e): e is [string, string] => !!e[1]))
    await act(() => ask(api.PUT('/api/communities/{id}/place', { params: { path: { id: group.id } }, body: { at: values, topic: topic ?? '', version: group.version } })), t.placeSaved)
    await afresh()
  }
  return (
    <Section title={t.place}>
      <Loaded query={matrix}>{(m) => m.axes.length === 0 ? <p className="soft">{t.noPlace} <A to={to.communitySettings()}>{w.setAxes}</A></p> : (
        <Form layout="vertical" initialValues={{ topic: group.topic, ...at(m, group.id) }} onFinish={(v: Record<string, string | undefined>) => void save(v)}>
          <div className="cards" style={{ columnGap: 16, rowGap: 0 }}>
            {m.axes.map((a) => <Form.Item key={a.axis} name={a.axis} label={axis[a.axis] ?? a.axis}><Select allowClear options={a.values.map((v) => ({ value: v, label: v }))} /></Form.Item>)}
            <Form.Item name="topic" label={w.topic}><Input maxLength={64} /></Form.Item>
          </div>
          <Allowed to="community.edit" quiet><Button htmlType="submit">{t.placed}</Button></Allowed>
        </Form>
      )}</Loaded>
    </Section>
  )
}

// at reads the place of a group out of the matrix.
function at(m: Schema<'MatrixView'>, id: string): Record<string, string> {
  const cell = m.cells.find((c) => c.groups.includes(id))
  return Object.fromEntries(m.axes.map((a, i) => [a.axis, cell?.values[i] ?? '']).filter((e) => e[1]))
}
