import { CheckOutlined, EllipsisOutlined } from '@ant-design/icons'
import { Button, Dropdown, Tag, type MenuProps } from 'antd'
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { useMay, useWho } from '@/api/session'
import { lasting, moment } from '@/format'
import { useAct, useUndoToast } from '@/parts/confirm'
import { useGo } from '@/parts/link'
import { useStaffNames, useStoreNames } from '@/parts/names'
import { to } from '@/paths'
import { useWords } from '@/words'
import { OtherGroup, PersonName } from '../communities/bits'
import { HandOver } from './hand-over'
import { isKind, laters, whenOf, type Task } from './tasks'
import { words } from './words'

interface Props { task: Task; now: number; personOf: (id: string) => string | undefined; groupOf: (id: string) => string | undefined; question: string | undefined; onFinish: (t: Task, state: 'done' | 'dropped', said: string) => void }

// TaskRow is one task: what, about whom, why, by when, whose, and the act.
export function TaskRow({ task, now, personOf, groupOf, question, onFinish }: Props) {
  const t = useWords(words)
  const who = useWho()
  const staff = useStaffNames()
  const stores = useStoreNames()
  const owner = task.staff_id && task.staff_id === who.staff_id ? who.name : staff.nameOf(task.staff_id)
  const kind = isKind(task.kind) ? t.kind[task.kind] : task.kind
  return (
    <li className="row top" style={{ gap: 12 }}>
      <div style={{ flex: '1 1 320px', minWidth: 0 }}>
        <div className="row">
          <strong>{kind}</strong>
          {task.customer_id && <PersonName id={task.customer_id} nameOf={personOf} />}
          {task.community_id && <OtherGroup id={task.community_id} nameOf={groupOf} />}
          {task.kind === 'match' && <span>{stores.nameOf(task.store_id)}</span>}
        </div>
        <p className="soft small" style={{ overflowWrap: 'anywhere' }}>{whyOf(task, t)}{question && <> {t.asked(question.slice(0, 80))}</>}</p>
        <p className="small row"><Due task={task} now={now} /><span className="soft">{task.staff_id ? owner : t.nobody}</span></p>
      </div>
      <div className="row" style={{ flexWrap: 'nowrap' }}>
        <MainAct task={task} onFinish={(said) => onFinish(task, 'done', said)} />
        {!oneTap(task) && <Button type="text" icon={<CheckOutlined />} onClick={() => onFinish(task, 'done', t.doneToast(kind))}>{t.done}</Button>}
        <More task={task} now={now} onDrop={() => onFinish(task, 'dropped', t.dropToast(kind))} />
      </div>
    </li>
  )
}

type Words = ReturnType<typeof useWords<typeof words.zh>>

function whyOf(task: Task, t: Words): string {
  const known: Record<string, string> = t.why
  return task.why.startsWith('tier_') ? t.tier(task.why.slice(5).toUpperCase()) : known[task.why] ?? task.why
}

function Due({ task, now }: { task: Task; now: number }) {
  const t = useWords(words)
  const when = whenOf(task, now)
  if (when === 'overdue') return <Tag color="error" title={moment(task.due_at)}>{t.lateBy(lasting(now - task.due_at))}</Tag>
  return <Tag color={when === 'today' ? 'warning' : 'default'} title={moment(task.due_at)}>{when === 'today' ? t.dueIn(lasting(task.due_at - now)) : t.dueAt(moment(task.due_at))}</Tag>
}

// oneTap says that the main act does the thing itself, and so ends the task.
const oneTap = (task: Task) => task.kind === 'rename' || task.kind === 'confirm' || (task.kind === 'invite' && task.subject_id.startsWith('flw_'))

// placeOf is where an act is done that needs more than one tap.
function placeOf(task: Task): string {
  const group = (tab: string) => `${to.community(task.community_id)}?tab=${tab}`
  switch (task.kind) {
    case 'contact':
    case 'winback': return to.customer(task.customer_id)
    case 'match': return to.unmatched()
    case 'postmortem': return to.campaignBoard(task.subject_id)
    case 'mend': return to.settings('webhooks')
    case 'post': return to.campaignBoard(task.subject_id)
    case 'rescue': return to.community(task.community_id)
    case 'answer': return group('talk')
    case 'remove': return group(task.why.startsWith('approved_') ? 'flow' : 'members')
    case 'rename': return group('manage')
    default: return group('flow')
  }
}

// MainAct does the thing itself where one tap can, else leads to where it is done.
function MainAct({ task, onFinish }: { task: Task; onFinish: (said: string) => void }) {
  const t = useWords(words)
  const act = useAct()
  const queries = useQueryClient()
  const go = useGo()
  if (!isKind(task.kind)) return null
  const word = task.kind === 'invite' && !oneTap(task) ? t.act.harvest : t.act[task.kind] // an approved one is seen to at the group
  const refresh = () => queries.invalidateQueries({ queryKey: ['tasks'] })
  if (task.kind === 'invite' && oneTap(task)) {
    const invite = async () => { if (await act(() => ask(api.POST('/api/flows/{id}/invite', { params: { path: { id: task.subject_id } } })))) onFinish(t.doneToast(t.kind.invite)) }
    return <Button type="primary" ghost onClick={() => void invite()}>{word}</Button>
  }
  if (task.kind === 'rename') {
    const rename = async () => {
      const id = task.community_id
      const done = await act(async () => {
        const g = await ask(api.GET('/api/communities/{id}', { params: { path: { id } } }))
        await ask(api.PUT('/api/communities/{id}/name', { params: { path: { id } }, body: { name: g.expected || g.community.name, version: g.community.version } }))
      })
      if (done) onFinish(t.doneToast(t.kind.rename))
      await refresh()
    }
    return <Button type="primary" ghost onClick={() => void rename()}>{word}</Button>
  }
  if (task.kind === 'confirm') return <Button type="primary" ghost onClick={() => onFinish(t.doneToast(t.kind.confirm))}>{word}</Button> // done in WeCom
  const place = placeOf(task)
  return <Button href={`/console${place}`} onClick={(e) => { if (!e.metaKey && !e.ctrlKey) { e.preventDefault(); go(place) } }}>{word}</Button>
}

// More holds the rarer acts: later, take it, hand over, escalate, not needed.
function More({ task, now, onDrop }: { task: Task; now: number; onDrop: () => void }) {
  const t = useWords(words)
  const who = useWho()
  const act = useAct()
  const toast = useUndoToast()
  const queries = useQueryClient()
  const may = useMay()
  const [handing, setHanding] = useState<'hand' | 'escalate'>()
  const path = { id: task.id }
  const refresh = () => queries.invalidateQueries({ queryKey: ['tasks'] })
  const snooze = async (at: number) => {
    const put = (due_at: number) => ask(api.POST('/api/tasks/{id}/snooze', { params: { path }, body: { due_at } }))
    if (!await act(() => put(at))) return
    await refresh()
    // An overdue time lies in the past and cannot be set again: the nearest is the next minute.
    toast(t.snoozed(moment(at)), async () => { await put(Math.max(task.due_at, Date.now() + 60_000)); await refresh() })
  }
  const give = async (staff_id: string, said: string) => {
    const set = (to_: string) => ask(api.POST('/api/tasks/{id}/hand-over', { params: { path }, body: { staff_id: to_ } }))
    if (!await act(() => set(staff_id))) return
    await refresh()
    toast(said, async () => { await set(task.staff_id); await refresh() })
  }
  const raise = async () => { // the server knows who looks after more
    if (await act(() => ask(api.POST('/api/tasks/{id}/escalate', { params: { path } })), t.raised)) await refresh()
  }
  const items: MenuProps['items'] = [
    { key: 'snooze', label: t.snooze, children: laters(now).map((l) => ({ key: `at.${l.at}`, label: t[l.word], onClick: () => void snooze(l.at) })) },
    ...(who.staff_id && task.staff_id !== who.staff_id ? [{ key: 'take', label: t.take, onClick: () => void give(who.staff_id, t.taken) }] : []),
    { key: 'hand', label: t.handOver, onClick: () => setHanding('hand') },
    { key: 'escalate', label: t.escalate, onClick: () => (may('staff.manage') ? setHanding('escalate') : void raise()) },
    ...(task.staff_id ? [{ key: 'back', label: t.giveBack, onClick: () => void give('', t.givenBack) }] : []),
    { type: 'divider' },
    { key: 'drop', label: t.drop, onClick: onDrop },
  ]
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']}><Button icon={<EllipsisOutlined />} aria-label={t.more} /></Dropdown>
      {handing && <HandOver task={task} escalate={handing === 'escalate'} onClose={() => setHanding(undefined)} onGive={(id, name) => void give(id, handing === 'escalate' ? t.escalated(name) : t.handed(name))} />}
    </>
  )
}
