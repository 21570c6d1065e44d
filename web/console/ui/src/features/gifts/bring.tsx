import { Alert, Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { Schema } from '@/api/types'
import { count } from '@/format'
import { useWords } from '@/words'
import { useFresh } from './data'
import { words } from './words'

// Bring adds codes to a gift: typed, or from a file. What was left out is named by its line.
export function Bring({ id }: { id: string }) {
  const t = useWords(words)
  const fresh = useFresh()
  const file = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState('')
  const [came, setCame] = useState<Schema<'CodesView'>>()
  const bring = async () => {
    setBusy(true)
    setFault('')
    try {
      setCame(await ask(api.POST('/api/gifts/{id}/codes', { params: { path: { id } }, body: { text } })))
      setText('')
      await fresh()
    } catch (error) {
      setFault(asProblem(error).say())
    } finally {
      setBusy(false)
    }
  }
  const read = async (chosen: File | undefined) => { if (chosen) setText(await chosen.text()) }
  return (
    <section className="stack">
      <h3>{t.bring}</h3>
      <Input.TextArea aria-label={t.bring} value={text} onChange={(e) => setText(e.target.value)} rows={4} autoComplete="off" spellCheck={false} />
      <p className="soft small">{t.bringHint}</p>
      {fault && <Alert type="error" showIcon title={fault} role="alert" />}
      <div className="row">
        <input ref={file} type="file" accept=".csv,.txt,text/csv,text/plain" hidden onChange={(e) => { void read(e.target.files?.[0]); e.target.value = '' }} />
        <Button onClick={() => file.current?.click()}>{t.choose}</Button>
        <Button type="primary" disabled={!text.trim()} loading={busy} onClick={() => void bring()}>{t.bring}</Button>
      </div>
      {came && (
        <Alert type={came.twice.length > 0 ? 'warning' : 'success'} showIcon title={t.brought(count(came.added))} role="status"
          description={came.twice.length > 0 && <><p>{t.twice(count(came.twice.length))}</p><ul>{came.twice.slice(0, 20).map((x) => <li key={x.line}>{t.twiceAt(x.line, x.code, x.before)}</li>)}</ul></>} />
      )}
    </section>
  )
}
