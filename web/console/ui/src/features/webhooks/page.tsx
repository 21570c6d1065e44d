import { EllipsisOutlined, PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown, Tag } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { api, ask } from '@/api/client'
import { count, moment } from '@/format'
import { SettingsPage } from '@/features/settings/frame'
import { ShowOnce, type Once } from '@/features/settings/link-once'
import { useAct } from '@/parts/confirm'
import { Empty, Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { useWebhooks, type Webhook } from './data'
import { Deliveries } from './deliveries'
import { Networks } from './networks'
import { webhookWords } from './words'

const Editor = lazy(() => import('./editor'))

// WebhookSettings: other systems that are told facts, what was sent to them, and what became of it.
export default function WebhookSettings() {
  const t = useWords(webhookWords)
  const [edited, setEdited] = useState<Webhook | 'new'>()
  const [once, setOnce] = useState<Once | null>(null)
  return (
    <SettingsPage room="webhooks" actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>{t.add}</Button>}>
      <All onEdit={setEdited} onOnce={setOnce} />
      <Deliveries />
      <Networks />
      <How />
      {edited !== undefined && <Suspense><Editor edited={edited} onClose={() => setEdited(undefined)} onOnce={setOnce} /></Suspense>}
      <ShowOnce once={once} onClose={() => setOnce(null)} />
    </SettingsPage>
  )
}

interface AllProps { onEdit: (w: Webhook | 'new') => void; onOnce: (once: Once) => void }

function All({ onEdit, onOnce }: AllProps) {
  const t = useWords(webhookWords)
  const all = useWebhooks()
  return (
    <Loaded query={all}>
      {({ items }) => (
        <Section title={t.list} note={t.listNote} actions={items.some((w) => w.given_up > 0) && <ReplayFailed />}>
          {items.length === 0 ? <Empty title={t.empty} why={t.emptyWhy} action={<Button onClick={() => onEdit('new')}>{t.add}</Button>} /> : (
            <ul className="plain">{items.map((w) => <One key={w.id} of={w} onEdit={() => onEdit(w)} onOnce={onOnce} />)}</ul>
          )}
        </Section>
      )}
    </Loaded>
  )
}

function One({ of: w, onEdit, onOnce }: { of: Webhook; onEdit: () => void; onOnce: (once: Once) => void }) {
  const t = useWords(webhookWords)
  const { modal } = App.useApp()
  const act = useAct()
  const queries = useQueryClient()
  const path = { path: { id: w.id } }
  const fresh = () => queries.invalidateQueries({ queryKey: ['webhooks'] })
  const turn = async (on: boolean) => {
    await act(() => ask(api.POST('/api/webhooks/{id}/turn', { params: path, body: { on, version: w.version } })), on ? t.turnedOn : t.turnedOff)
    await Promise.all([fresh(), queries.invalidateQueries({ queryKey: ['tasks'] })])
  }
  const rotate = () => modal.confirm({ title: t.rotateTitle(w.name), content: t.rotateWhat, okText: t.rotate, onOk: async () => {
    await act(async () => {
      const got = await ask(api.POST('/api/webhooks/{id}/secret', { params: path }))
      onOnce({ title: t.secretTitle(w.name), secret: got.secret, why: t.secretWhy })
    })
    await fresh()
  } })
  const remove = () => modal.confirm({ title: t.removeTitle(w.name), content: t.removeWhat, okText: t.remove, okButtonProps: { danger: true },
    onOk: async () => { await act(() => ask(api.DELETE('/api/webhooks/{id}', { params: path })), t.removed); await fresh() } })
  const colours = { on: 'success', off: 'default', paused: 'error' } as const
  const items = [{ key: 'rotate', label: t.rotate, onClick: rotate }, ...(w.state === 'on' ? [{ key: 'off', label: t.turnOff, onClick: () => void turn(false) }] : []), { key: 'remove', label: t.remove, danger: true, onClick: remove }]
  return (
    <li className="line">
      <div style={{ minWidth: 0 }}>
        <div className="row"><strong>{w.name}</strong><Tag color={colours[w.state]}>{t.states[w.state]}</Tag>{w.waiting > 0 && <Tag>{t.waiting(count(w.waiting))}</Tag>}{w.given_up > 0 && <Tag color="error">{t.givenUp(count(w.given_up))}</Tag>}</div>
        <p className="small" style={{ overflowWrap: 'anywhere' }}><code>{w.address}</code></p>
        <p className="soft small">{[t.factsOf(count(w.facts.length)), w.old_until ? t.twoSecrets(moment(w.old_until)) : ''].filter(Boolean).join(' · ')}</p>
        {w.state === 'paused' ? <p className="bad small">{t.paused(moment(w.paused_at))}</p> : w.failing_since > 0 && <p className="warn small">{t.failing(moment(w.failing_since))}</p>}
      </div>
      <div className="row" style={{ justifyContent: 'flex-end', flexWrap: 'nowrap' }}>
        {w.state !== 'on' && <Button type="primary" size="small" onClick={() => void turn(true)}>{w.state === 'paused' ? t.resume : t.turnOn}</Button>}
        <Button size="small" onClick={onEdit} aria-label={t.editTitle(w.name)}>{t.edit}</Button>
        <Dropdown menu={{ items }} trigger={['click']}><Button size="small" type="text" icon={<EllipsisOutlined />} aria-label={`${t.more} ${w.name}`} /></Dropdown>
      </div>
    </li>
  )
}

function ReplayFailed() {
  const t = useWords(webhookWords)
  const act = useAct()
  const queries = useQueryClient()
  const { modal, message } = App.useApp()
  const run = async () => {
    await act(async () => {
      const got = await ask(api.POST('/api/webhooks/replay', { body: {} }))
      void message.success(t.replayedN(count(got.times), got.more))
    })
    await queries.invalidateQueries({ queryKey: ['webhooks'] })
  }
  return <Button onClick={() => modal.confirm({ title: t.replayFailedTitle, content: t.replayFailedWhat, okText: t.replayFailed, onOk: run })}>{t.replayFailed}</Button>
}

function How() {
  const t = useWords(webhookWords)
  return (
    <Section title={t.how} note={t.howNote}>
      <pre className="secret" tabIndex={0} aria-label={t.how} style={{ overflowX: 'auto', margin: 0 }}>{`X-Qunli-Timestamp: 1767225600
X-Qunli-Signature: sha256=hex(HMAC-SHA256(secret, timestamp + "." + body))

{"id": "evt_…", "fact": "commerce.orders_placed", "at": 1767225600000,
 "items": [{"orders": ["ord_…"], "customers": ["cus_…"]}]}`}</pre>
    </Section>
  )
}
