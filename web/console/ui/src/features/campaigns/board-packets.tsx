import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, DatePicker, Form, Input, InputNumber, Select, Tag } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { CopyText } from '@/features/channel/copy'
import { useGroupNames } from '@/features/communities/data'
import { count, decimal, moment, money } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { Popup } from '@/parts/popup'
import { useReach } from '@/parts/reach'
import { useWords } from '@/words'
import { useFresh } from './data'
import { packetWords } from './packet-words'

type Packet = Schema<'PacketView'>
type Effect = Schema<'PacketGroupView'>

// Packets lists what was put out, by the clock and by hand, with what came of each; packets of chats are recorded here.
export function Packets({ id, live }: { id: string; live: boolean }) {
  const t = useWords(packetWords)
  const packets = useQuery({ queryKey: ['campaigns', 'packets', id], staleTime: 15_000, queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}/packets', { params: { path: { id } }, signal })) })
  return (
    <Section title={t.title} note={t.note} actions={live && <Allowed to="campaign.edit" quiet><Record id={id} /></Allowed>}>
      <Loaded query={packets}>{(all) => (all.items.length === 0 ? <p className="soft">{t.none}</p> : (
        <div className="sheet" tabIndex={0} role="region" aria-label={t.title}>
          <table>
            <thead><tr><th scope="col">{t.when}</th><th scope="col">{t.what}</th><th scope="col">{t.why}</th><th scope="col">{t.group}</th><th scope="col" className="n">{t.messages}</th><th scope="col" className="n">{t.orders}</th><th scope="col" /></tr></thead>
            <tbody>{all.items.map((p) => <Row key={p.instance_id} id={id} of={p} />)}</tbody>
          </table>
        </div>
      ))}</Loaded>
    </Section>
  )
}

function Row({ id, of }: { id: string; of: Packet }) {
  const t = useWords(packetWords)
  const states: Record<string, string> = t.state
  const by: Record<string, string> = t.by
  const { at } = useReach()
  const each = (show: (g: Effect) => React.ReactNode) => of.groups.map((g) => <div key={g.community_id}>{show(g)}</div>)
  return (
    <tr data-packet={of.state} data-by={of.by}>
      <td>{moment(of.at)}<div className="soft small">{by[of.by] ?? of.by}</div></td>
      <td><span className="num">{money(of.amount)}</span> <Tag>{states[of.state] ?? of.state}</Tag><div className="soft small num">{t.taken(count(of.taken), count(of.shares))}{of.given > 0 && ` · ${money(of.given)}`}</div></td>
      <td>{of.purpose}</td>
      <td>{of.groups.length === 0 ? <span className="soft small">{t.noGroup}</span> : each((g) => <>{g.name} {g.running && <span className="soft small">{t.running}</span>}</>)}</td>
      <td className="n">{each((g) => <><strong>{count(g.messages)}</strong> <Usual n={g.usual} weeks={g.weeks} /></>)}</td>
      <td className="n">{each((g) => <><strong>{count(g.orders)}</strong> <Usual n={g.ordered} weeks={g.weeks} /></>)}</td>
      <td>{of.path ? <CopyText text={at(of.path)} label={t.link} short /> : (of.state === 'sent' || of.state === 'waiting') && <Allowed to="campaign.edit" quiet><Report id={id} of={of} /></Allowed>}</td>
    </tr>
  )
}

function Usual({ n, weeks }: { n: number | null | undefined; weeks: number }) {
  const t = useWords(packetWords)
  return <span className="soft small">{n == null ? t.na : `${t.against(decimal(n))} (${t.weeks(count(weeks))})`}</span>
}

interface Sent { group: string; purpose: string; shares: number; yuan: number; at: Dayjs }

// Record notes a packet that was sent in a chat. The moment at which the form was opened makes two presses one packet.
function Record({ id }: { id: string }) {
  const t = useWords(packetWords)
  const act = useAct()
  const fresh = useFresh()
  const groups = useGroupNames()
  const [open, setOpen] = useState(false)
  const [number, setNumber] = useState(() => Date.now())
  const rules = [{ required: true, message: t.need }]
  const record = async (v: Sent) => {
    const body = { number, community_id: v.group, purpose: v.purpose.trim(), shares: v.shares, amount: Math.round(v.yuan * 100), at: Math.min(v.at.valueOf(), Date.now()) }
    if (await act(() => ask(api.POST('/api/campaigns/{id}/packets', { params: { path: { id } }, body })), t.recorded)) { setOpen(false); setNumber(Date.now()) }
    await fresh()
  }
  return (
    <Popup title={t.record} open={open} onOpenChange={setOpen} content={(
      <Form layout="vertical" requiredMark={false} initialValues={{ shares: 10, yuan: 20, at: dayjs() }} onFinish={(v: Sent) => void record(v)} style={{ width: 300 }}>
        <p className="soft small">{t.recordWhy}</p>
        <Form.Item name="group" label={t.group} rules={rules}><Select showSearch={{ optionFilterProp: 'label' }} loading={groups.loading} options={groups.choices()} /></Form.Item>
        <Form.Item name="purpose" label={t.why} rules={[{ required: true, whitespace: true, message: t.need }]}><Input maxLength={60} /></Form.Item>
        <div className="pair">
          <Form.Item name="shares" label={t.shares} rules={rules}><InputNumber min={1} max={500} precision={0} style={{ width: '100%' }} /></Form.Item>
          <Form.Item name="yuan" label={t.sum} rules={rules}><InputNumber min={0.01} max={20_000} precision={2} style={{ width: '100%' }} /></Form.Item>
        </div>
        <Form.Item name="at" label={t.when} rules={rules}><DatePicker showTime={{ format: 'HH:mm' }} style={{ width: '100%' }} /></Form.Item>
        <Button type="primary" htmlType="submit">{t.save}</Button>
      </Form>
    )}><Button>{t.record}</Button></Popup>
  )
}

interface Told { taken: number; yuan: number; returned?: boolean }

// Report tells what became of one.
function Report({ id, of }: { id: string; of: Packet }) {
  const t = useWords(packetWords)
  const act = useAct()
  const fresh = useFresh()
  const [open, setOpen] = useState(false)
  const report = async (v: Told) => {
    const body = { instance_id: of.instance_id, taken: v.taken, amount: Math.round(v.yuan * 100), returned: v.returned ?? false }
    if (await act(() => ask(api.POST('/api/campaigns/{id}/packet-reports', { params: { path: { id } }, body })), t.saved)) setOpen(false)
    await fresh()
  }
  return (
    <Popup title={t.reportOf} open={open} onOpenChange={setOpen} content={(
      <Form layout="vertical" requiredMark={false} initialValues={{ taken: of.taken, yuan: of.given / 100 }} onFinish={(v: Told) => void report(v)} style={{ width: 260 }}>
        <Form.Item name="taken" label={t.shares}><InputNumber min={of.taken} max={of.shares} precision={0} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="yuan" label={t.sum}><InputNumber min={of.given / 100} max={of.amount / 100} precision={2} style={{ width: '100%' }} /></Form.Item>
        <Form.Item name="returned" valuePropName="checked"><Checkbox>{t.returned}</Checkbox></Form.Item>
        <Button type="primary" htmlType="submit">{t.save}</Button>
      </Form>
    )}><Button size="small">{t.report}</Button></Popup>
  )
}
