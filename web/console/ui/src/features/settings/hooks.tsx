import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { moment } from '@/format'
import { useAct } from '@/parts/confirm'
import { Empty } from '@/parts/feedback'
import { showFaults } from '@/parts/form'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { useActors } from './actors'
import type { Entry } from './changes'
import { SettingsPage } from './frame'
import { useHistory } from './history'
import { ShowOnce, type Once } from './link-once'
import { pageWords } from './page-words'
import { words } from './words'

// HookSettings give other systems a secret by which they sign the orders that they push.
export default function HookSettings() {
  return <SettingsPage room="hooks"><Hooks /></SettingsPage>
}

interface Source { name: string; live: boolean; entry: Entry }

// sourcesOf reads from the audit which sources were given a secret; the latest entry of each counts.
function sourcesOf(entries: readonly Entry[]): Source[] {
  const seen = new Map<string, Source>()
  for (const entry of entries) {
    const after = entry.after
    const name = typeof after === 'object' && after !== null && 'source' in after && typeof after.source === 'string' ? after.source : ''
    if (name && !seen.has(name)) seen.set(name, { name, live: entry.verb === 'hook.issue', entry })
  }
  return [...seen.values()]
}

function Hooks() {
  const t = useWords(pageWords)
  const act = useAct()
  const { modal } = App.useApp()
  const queries = useQueryClient()
  const actors = useActors()
  const entries = useHistory('hooks')
  const [once, setOnce] = useState<Once | null>(null)
  const fresh = () => queries.invalidateQueries({ queryKey: ['audit'] })
  const issued = async (source: string, got: Schema<'HookSecret'>) => {
    setOnce({ title: t.hookTitle(source), secret: got.secret, why: t.hookWhy, more: <p className="soft small">{t.hookPath} <code>{location.origin}{got.path}</code></p> })
    await fresh()
  }
  const again = (source: string) => modal.confirm({ title: t.hookAgain(source), content: t.hookAgainWhat, okText: t.issueHook, onOk: () => act(async () => issued(source, await issue(source))) })
  const revoke = (source: string) => modal.confirm({
    title: t.hookRevoke(source), content: t.hookRevokeWhat, okText: t.revoke, okButtonProps: { danger: true },
    onOk: async () => { await act(() => ask(api.DELETE('/api/hooks/{source}', { params: { path: { source } } })), t.hookRevoked(source)); await fresh() },
  })
  const sources = sourcesOf(entries ?? [])
  return (
    <>
      <NewHook onIssued={issued} />
      <Section title={t.sources} note={t.sourcesNote}>
        {sources.length === 0 ? <Empty title={t.noSources} why={t.noSourcesWhy} /> : (
          <ul className="plain">
            {sources.map((s) => (
              <li key={s.name} className="line">
                <div><strong>{s.name}</strong> {s.live ? <Tag color="success">{t.live}</Tag> : <Tag>{t.void}</Tag>}<p className="soft small">{moment(s.entry.at)} · {actors(s.entry)}</p></div>
                <div className="row" style={{ justifyContent: 'flex-end' }}><Button size="small" onClick={() => again(s.name)}>{t.newSecret}</Button>{s.live && <Button size="small" danger type="text" onClick={() => revoke(s.name)}>{t.revoke}</Button>}</div>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <How />
      <ShowOnce once={once} onClose={() => setOnce(null)} />
    </>
  )
}

const issue = (source: string) => ask(api.POST('/api/hooks/{source}', { params: { path: { source } } }))

function NewHook({ onIssued }: { onIssued: (source: string, got: Schema<'HookSecret'>) => Promise<void> }) {
  const t = useWords(pageWords)
  const w = useWords(words)
  const [form] = Form.useForm<{ source: string }>()
  const [busy, setBusy] = useState(false)
  const run = async ({ source }: { source: string }) => {
    setBusy(true)
    try {
      await onIssued(source, await issue(source))
      form.resetFields()
    } catch (error) {
      const rest = showFaults(form, error)
      if (rest) form.setFields([{ name: 'source', errors: [rest] }])
    } finally {
      setBusy(false)
    }
  }
  return (
    <Section title={t.newSource} note={t.newSourceWhy}>
      <Form form={form} layout="inline" requiredMark={false} onFinish={(v: { source: string }) => void run(v)}>
        <Form.Item name="source" label={t.sourceName} rules={[{ required: true, message: w.needValue }, { pattern: /^[a-z0-9_-]{1,40}$/, message: t.sourceRule }]}><Input placeholder="youzan" autoComplete="off" autoCapitalize="none" maxLength={40} /></Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>{t.issueHook}</Button>
      </Form>
    </Section>
  )
}

function How() {
  const t = useWords(pageWords)
  return (
    <Section title={t.hookHow} note={t.hookHowNote}>
      <pre className="secret" tabIndex={0} aria-label={t.hookHow} style={{ overflowX: 'auto', margin: 0 }}>{`POST ${location.origin}/hook/orders/{source}
Content-Type: application/json
X-Qunli-Timestamp: ${t.unixSeconds}
X-Qunli-Signature: sha256=hex(HMAC-SHA256(secret, timestamp + "." + body))

{"documents": [ … ]}`}</pre>
    </Section>
  )
}
