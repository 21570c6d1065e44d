import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Tag } from 'antd'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { SettingsPage } from '@/features/settings/frame'
import { Disconnect } from '@/parts/disconnect'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useSaving } from '@/parts/saving'
import { useWords } from '@/words'
import { officialWords } from './official-words'

type Official = Schema<'OfficialView'>
interface Values { app_id: string; secret?: string }

const officialKey = ['official'] as const

// OfficialSettings connect the official account by which pages know customers.
export default function OfficialSettings() {
  const t = useWords(officialWords)
  const queries = useQueryClient()
  const official = useQuery({ queryKey: officialKey, queryFn: ({ signal }) => ask(api.GET('/api/official-account', { signal })) })
  const now = official.data
  const state = now && (now.sandbox ? <Tag color="warning">{t.sandbox}</Tag> : now.app_id ? <Tag color="success">{t.connected}</Tag> : <Tag>{t.notConnected}</Tag>)
  return (
    <SettingsPage room="official" extra={state}>
      <Loaded query={official}>
        {(o) => (
          <div className="stack">
            <Section title={t.title}>
              {o.sandbox && <Alert type="info" showIcon title={t.sandboxWhy} style={{ marginBottom: 12 }} />}
              <OfficialForm key={o.app_id} now={o} />
              {o.app_id && <Disconnect words={t} run={() => ask(api.DELETE('/api/official-account'))} after={() => queries.invalidateQueries({ queryKey: officialKey })} />}
            </Section>
            <Section title={t.domain}><p>{o.domain ? <><strong>{o.domain}</strong> — {t.domainHelp}</> : t.domainUnknown}</p></Section>
            <Section title={t.use}><p>{t.useWhy}</p></Section>
          </div>
        )}
      </Loaded>
    </SettingsPage>
  )
}

function OfficialForm({ now }: { now: Official }) {
  const t = useWords(officialWords)
  const queries = useQueryClient()
  const { form, fault, busy, save } = useSaving<Values>({
    put: (v) => ask(api.PUT('/api/official-account', { body: v })), said: t.saved, secrets: ['secret'], after: () => queries.invalidateQueries({ queryKey: officialKey }),
  })
  return (
    <Form form={form} layout="vertical" requiredMark={false} disabled={now.sandbox} initialValues={{ app_id: now.app_id }} onFinish={(v) => void save(v)} style={{ maxWidth: 560 }}>
      <Form.Item name="app_id" label={t.app} extra={t.appHelp} rules={[{ required: true, message: t.needed }]}><Input autoComplete="off" autoCapitalize="none" maxLength={64} /></Form.Item>
      <Form.Item name="secret" label={t.secret} extra={t.secretHelp} rules={[{ required: !now.has_secret, message: t.needed }]}><Input.Password autoComplete="new-password" visibilityToggle={false} maxLength={128} placeholder={now.has_secret ? t.kept : ''} /></Form.Item>
      {fault && <Alert type="error" showIcon title={fault} style={{ marginBottom: 12 }} />}
      {!now.sandbox && <Button htmlType="submit" loading={busy}>{t.save}</Button>}
    </Form>
  )
}
