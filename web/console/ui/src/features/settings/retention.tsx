import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, InputNumber, Modal, Segmented } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { Schema } from '@/api/types'
import { count, days } from '@/format'
import { useAct } from '@/parts/confirm'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useSay, useWords } from '@/words'
import { SettingsPage } from './frame'
import { History } from './history'
import { pageWords } from './page-words'
import { words } from './words'

type Policy = Schema<'Policy'>

// RetentionSettings say for how long technical rows are kept, and take away at a press what the night would.
export default function RetentionSettings() {
  return <SettingsPage room="retention"><Policies /><History room="retention" /></SettingsPage>
}

function Policies() {
  const t = useWords(pageWords)
  const policies = useQuery({ queryKey: ['retention'], queryFn: () => ask(api.GET('/api/retention')) })
  const [asking, setAsk] = useState(false)
  return (
    <Loaded query={policies}>
      {({ items }) => {
        const rows = items.reduce((n, p) => n + p.rows, 0)
        return (
          <>
            <Section title={t.keptFor} note={t.keptForWhy} actions={<Button disabled={rows === 0} onClick={() => setAsk(true)}>{rows === 0 ? t.nothingToPrune : t.pruneNow(count(rows))}</Button>}>
              {items.map((p) => <One key={p.name} policy={p} />)}
            </Section>
            <Prune open={asking} items={items} onClose={() => setAsk(false)} />
          </>
        )
      }}
    </Loaded>
  )
}

function One({ policy: p }: { policy: Policy }) {
  const t = useWords(pageWords)
  const w = useWords(words)
  const say = useSay()
  const act = useAct()
  const queries = useQueryClient()
  const [typed, setTyped] = useState(p.days)
  const [fault, setFault] = useState<string>()
  const forEver = typed === 0
  const byItself = p.least === 0
  const save = async () => {
    setFault(undefined)
    const ok = await act(async () => {
      try {
        await ask(api.PUT('/api/retention', { body: { days: { [p.name]: typed } } }))
      } catch (error) {
        setFault(asProblem(error).say())
        throw error
      }
    }, w.saved)
    if (ok) await Promise.all([queries.invalidateQueries({ queryKey: ['retention'] }), queries.invalidateQueries({ queryKey: ['audit'] })])
  }
  const does: Record<string, string> = t.policyDoes
  return (
    <form className="line" onSubmit={(e) => { e.preventDefault(); void save() }}>
      <div>
        <strong>{say(p)}</strong>
        {does[p.name] && <p className="soft small">{does[p.name]}</p>}
        <p className="soft small">{p.rows > 0 ? t.wouldGo(count(p.rows)) : t.nothingGoes}</p>
      </div>
      {byItself ? <span className="soft">{t.byItself}</span> : (
        <Form.Item validateStatus={fault ? 'error' : undefined} help={fault}>
          <div className="stack tight">
            <Segmented aria-label={say(p)} value={forEver ? 'ever' : 'days'} onChange={(v) => setTyped(v === 'ever' ? 0 : p.days || p.least)} options={[{ value: 'days', label: t.someDays }, { value: 'ever', label: t.forEver }]} block />
            <div className="row" style={{ flexWrap: 'nowrap' }}>
              {!forEver && <InputNumber aria-label={say(p)} className="grow" value={typed} onChange={(v) => setTyped(v ?? p.least)} min={p.least} max={36_500} precision={0} suffix={t.atLeast(days(p.least))} />}
              {typed !== p.days && <Button type="primary" htmlType="submit">{w.save}</Button>}
            </div>
          </div>
        </Form.Item>
      )}
    </form>
  )
}

// Prune shows what would go before it goes.
function Prune({ open, items, onClose }: { open: boolean; items: readonly Policy[]; onClose: () => void }) {
  const t = useWords(pageWords)
  const w = useWords(words)
  const say = useSay()
  const act = useAct()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    let gone = 0
    const ok = await act(async () => { gone = (await ask(api.POST('/api/retention/prune'))).items.reduce((n, p) => n + p.rows, 0) })
    setBusy(false)
    await queries.invalidateQueries({ queryKey: ['retention'] })
    if (ok) await act(() => Promise.resolve(), t.pruned(count(gone)))
    onClose()
  }
  return (
    <Modal open={open} title={t.pruneTitle} onCancel={onClose} okText={t.pruneAct} cancelText={w.cancel} okButtonProps={{ danger: true }} confirmLoading={busy} onOk={() => void run()}>
      <p>{t.pruneWhat}</p>
      <ul>{items.filter((p) => p.rows > 0).map((p) => <li key={p.name}>{say(p)}: <strong className="num">{count(p.rows)}</strong></li>)}</ul>
    </Modal>
  )
}
