import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import { useMay } from '@/api/session'
import { words } from '@/features/settings/words'
import { useAct } from '@/parts/confirm'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { webhookWords } from './words'

// Networks are the internal networks that may be told; an owner changes them.
export function Networks() {
  const t = useWords(webhookWords)
  const all = useQuery({ queryKey: ['webhooks', 'networks'], queryFn: () => ask(api.GET('/api/webhooks/networks')) })
  const may = useMay()
  return (
    <Section title={t.networks} note={t.networksNote}>
      <Loaded query={all}>
        {({ networks }) => (may('backup') ? <Change key={networks.join()} now={networks} /> : (
          <div><p>{networks.length === 0 ? t.networksNone : <code>{networks.join(', ')}</code>}</p><p className="soft small">{t.networksOwner}</p></div>
        ))}
      </Loaded>
    </Section>
  )
}

function Change({ now }: { now: readonly string[] }) {
  const t = useWords(webhookWords)
  const w = useWords(words)
  const act = useAct()
  const queries = useQueryClient()
  const [typed, setTyped] = useState(now.join('\n'))
  const [fault, setFault] = useState<string>()
  const save = async () => {
    setFault(undefined)
    const networks = typed.split(/[\s,]+/).filter(Boolean)
    await act(async () => {
      try {
        await ask(api.PUT('/api/webhooks/networks', { body: { networks } }))
      } catch (error) {
        setFault(asProblem(error).say())
        throw error
      }
    }, w.saved)
    await queries.invalidateQueries({ queryKey: ['webhooks', 'networks'] })
  }
  return (
    <form className="stack tight" onSubmit={(e) => { e.preventDefault(); void save() }}>
      <Form.Item validateStatus={fault ? 'error' : undefined} help={fault ?? t.networksHint} style={{ margin: 0 }}>
        <Input.TextArea aria-label={t.networksLabel} value={typed} onChange={(e) => setTyped(e.target.value)} autoSize={{ minRows: 2, maxRows: 8 }} />
      </Form.Item>
      {typed !== now.join('\n') && <div><Button type="primary" htmlType="submit">{w.save}</Button></div>}
    </form>
  )
}
