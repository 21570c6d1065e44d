import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { ago } from '@/format'
import { SettingsPage } from '@/features/settings/frame'
import { to } from '@/paths'
import { useAct } from '@/parts/confirm'
import { Loaded } from '@/parts/feedback'
import { A } from '@/parts/link'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { Checks, type Check } from './checks'
import { DomainFile } from './domain-file'
import { Sync } from './sync'
import { AppForm, CallbackForm } from './wecom-forms'
import { wecomWords } from './wecom-words'

export type Account = Schema<'WecomView'>

const accountKey = ['wecom'] as const

// WeComSettings connect the company's WeCom in three steps, with every value's state beside it.
export default function WeComSettings() {
  const account = useQuery({ queryKey: accountKey, queryFn: () => ask(api.GET('/api/wecom')) })
  return <SettingsPage room="wecom" extra={account.data && <State now={account.data} />}><Loaded query={account}>{(now) => <Steps now={now} />}</Loaded></SettingsPage>
}

function State({ now }: { now: Account }) {
  const t = useWords(wecomWords)
  return now.sandbox ? <Tag color="warning">{t.sandbox}</Tag> : now.connected ? <Tag color="success">{t.connected}</Tag> : <Tag>{t.notConnected}</Tag>
}

// useExamination runs the examination and keeps what it said last.
function useExamination() {
  const act = useAct()
  const [checks, setChecks] = useState<readonly Check[]>()
  const [at, setAt] = useState(0)
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    await act(async () => {
      setChecks((await ask(api.POST('/api/wecom/examine', { body: { address: location.origin } }))).items)
      setAt(Date.now())
    })
    setBusy(false)
  }
  return { checks, at, busy, run, forget: () => setChecks(undefined) }
}

function Steps({ now }: { now: Account }) {
  const t = useWords(wecomWords)
  const queries = useQueryClient()
  const x = useExamination()
  const saved = async () => {
    await Promise.all([queries.invalidateQueries({ queryKey: accountKey }), queries.invalidateQueries({ queryKey: ['audit'] })])
    await x.run()
  }
  return (
    <>
      {now.sandbox && <Alert type="warning" showIcon title={t.sandboxTitle} description={t.sandboxWhy} />}
      <Whole now={now} x={x} />
      <Section title={t.step1} note={now.sandbox ? t.plainOnly : t.step1Why}>
        <AppForm key={now.corp_id + now.agent_id} now={now} onSaved={saved} />
        <Checks of={['network', 'corp_id', 'secret', 'trusted_ip', 'agent_id', 'clock']} all={x.checks} />
      </Section>
      <Section title={t.step2} note={t.step2Why}>
        <CallbackForm now={now} onSaved={saved} />
        <Checks of={['address', 'callback', 'events']} all={x.checks} />
      </Section>
      <Section title={t.domain} note={t.domainWhy}>
        <DomainFile now={now} onChanged={() => queries.invalidateQueries({ queryKey: accountKey })} />
        <Checks of={['domain']} all={x.checks} />
      </Section>
      <Section title={t.step3} note={t.step3Why} actions={<A to={to.settings('staff')}>{t.toStaff}</A>}>
        {!x.checks && <p className="soft">{t.notChecked}</p>}
        <Checks of={['range', 'contact', 'staff']} all={x.checks} />
      </Section>
      {now.connected && <Sync />}
      {now.connected && <Disconnect onDone={async () => { x.forget(); await queries.invalidateQueries({ queryKey: accountKey }) }} />}
    </>
  )
}

// Whole says how the connection stands, and has every value checked.
function Whole({ now, x }: { now: Account; x: ReturnType<typeof useExamination> }) {
  const t = useWords(wecomWords)
  const n = (state: Check['state']) => x.checks?.filter((c) => c.state === state).length ?? 0
  return (
    <section className="card row" aria-live="polite">
      <div className="grow">
        <strong>{x.busy ? t.checking : x.checks ? t.summary(n('wrong'), n('warning')) : now.last_at ? t.lastCallback(ago(now.last_at)) : t.noCallback}</strong>
        <p className="soft small">{x.checks ? t.checkedAt(ago(x.at)) : t.notChecked}</p>
      </div>
      <Button type="primary" disabled={!now.connected} loading={x.busy} onClick={() => void x.run()}>{t.checkAll}</Button>
    </section>
  )
}

function Disconnect({ onDone }: { onDone: () => Promise<void> }) {
  const t = useWords(wecomWords)
  const act = useAct()
  const { modal } = App.useApp()
  const question = () => modal.confirm({
    title: t.disconnectTitle, content: t.disconnectWhat, okText: t.disconnect, okButtonProps: { danger: true },
    onOk: async () => { if (await act(() => ask(api.DELETE('/api/wecom')), t.disconnected)) await onDone() },
  })
  return <div><Button danger onClick={question}>{t.disconnect}</Button></div>
}
