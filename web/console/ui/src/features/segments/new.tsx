import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Input } from 'antd'
import { useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import { asProblem } from '@/api/problem'
import { Allowed } from '@/parts/feedback'
import { useGo } from '@/parts/link'
import { Page } from '@/parts/page'
import { useQueryState, text } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { draftOf, Editor, emptyDraft, sent } from './editor'
import { words } from './words'

const fields = { rule: text() }

// NewSegmentPage makes a rule, with its live count, and saves it under a name. ?rule= opens one that a page proposes.
export default function NewSegmentPage() {
  const t = useWords(words)
  return <Page title={t.newTitle} subtitle={t.newSubtitle} crumbs={[{ title: t.customers, to: to.customers() }, { title: t.title, to: to.segments() }]}><Allowed to="segment.edit"><Make /></Allowed></Page>
}

function Make() {
  const t = useWords(words)
  const go = useGo()
  const queries = useQueryClient()
  const [{ rule: proposed }] = useQueryState(fields)
  const [draft, setDraft] = useState(() => (proposed ? draftOf(proposed) : emptyDraft()))
  const [name, setName] = useState('')
  const [tag, setTag] = useState('')
  const [refused, setRefused] = useState('')
  const [busy, setBusy] = useState(false)
  const [key, setKey] = useState(freshKey)
  const rule = sent(draft)
  const save = async () => {
    setBusy(true)
    setRefused('')
    try {
      const made = await ask(api.POST('/api/segments', { body: { name: name.trim(), rule, tag: tag.trim() || undefined }, headers: { 'Idempotency-Key': key } }))
      await queries.invalidateQueries({ queryKey: ['segments'] })
      go(to.segment(made.id))
    } catch (error) {
      const p = asProblem(error)
      setRefused(p.fields[0]?.message ?? p.say())
      if (p.status !== 0) setKey(freshKey())
    } finally { setBusy(false) }
  }
  return (
    <div className="stack">
      <Editor draft={draft} onChange={setDraft} />
      <form className="card" onSubmit={(e) => { e.preventDefault(); if (rule && name.trim()) void save() }}>
        <div className="row top" style={{ gap: 16 }}>
          <label className="stack" style={{ gap: 4, flex: '1 1 240px' }}><span className="soft">{t.name}</span><Input value={name} onChange={(e) => setName(e.target.value)} maxLength={100} placeholder={t.nameHint} /></label>
          <label className="stack" style={{ gap: 4, flex: '1 1 240px' }}><span className="soft">{t.tag}</span><Input value={tag} onChange={(e) => setTag(e.target.value)} maxLength={200} placeholder={t.tagHint} /></label>
          <Button type="primary" htmlType="submit" loading={busy} disabled={!rule || !name.trim()} style={{ alignSelf: 'flex-end' }}>{t.save}</Button>
        </div>
        {refused && <Alert style={{ marginTop: 12 }} type="error" showIcon title={refused} />}
      </form>
    </div>
  )
}
