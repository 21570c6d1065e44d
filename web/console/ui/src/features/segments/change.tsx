import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Input } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import { useMay } from '@/api/session'
import { useAct } from '@/parts/confirm'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import type { Segment } from './data'
import { draftOf, Editor, sent } from './editor'
import { useSpell } from './spell'
import { words } from './words'

// ChangeRule edits name and rule of a saved segment; who may not edit sees the rule.
export function ChangeRule({ segment }: { segment: Segment }) {
  const t = useWords(words)
  const may = useMay()
  const act = useAct()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(segment.rule))
  const [name, setName] = useState(segment.name)
  const [refused, setRefused] = useState('')
  const spell = useSpell([segment.rule])
  if (!may('segment.edit')) return <Section title={t.rule}><p>{spell(segment.rule)}</p></Section>
  const rule = sent(draft)
  const save = async () => {
    setRefused('')
    await act(async () => {
      try {
        await ask(api.PUT('/api/segments/{id}', { params: { path: { id: segment.id } }, body: { version: segment.version, name: name.trim(), rule, tag: segment.tag || undefined } }))
      } catch (error) {
        setRefused(asProblem(error).fields[0]?.message ?? '')
        throw error
      }
      await queries.invalidateQueries({ queryKey: ['segments'] })
    }, t.saved)
  }
  return (
    <div className="stack">
      <Editor draft={draft} onChange={setDraft} />
      <div className="card row">
        <label className="row grow"><span className="soft">{t.name}</span><Input value={name} onChange={(e) => setName(e.target.value)} maxLength={100} style={{ maxWidth: 320 }} /></label>
        <Button type="primary" disabled={!rule || !name.trim()} onClick={() => void save()}>{t.saveChange}</Button>
        {refused && <Alert type="error" showIcon title={refused} style={{ width: '100%' }} />}
      </div>
    </div>
  )
}
