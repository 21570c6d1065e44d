import { Alert, Button, Select, Tag } from 'antd'
import { useState } from 'react'
import { Section } from '@/parts/page'
import { useSay, useWords } from '@/words'
import { useKinds, type Trial } from './api'
import { changeDraft, type Draft } from './drafts'
import { readMapping, sampleOf } from './mapping'
import { words } from './words'

// ColumnsCard maps the fields of the kind to the columns of the file, beginning with the guesses of the server.
export function ColumnsCard({ draft, trial }: { draft: Draft; trial: Trial }) {
  const t = useWords(words)
  const say = useSay()
  const { fieldsOf } = useKinds()
  const [all, setAll] = useState(false)
  const guess = readMapping(trial.mapping)
  const from = draft.settings.columns ?? guess.columns
  const fields = fieldsOf(guess.kind)
  const wrong = trial.problem?.fields ?? []
  const shown = fields.filter((f) => all || f.required || from[f.name] || wrong.includes(f.name))
  const hidden = fields.filter((f) => !f.required && !from[f.name] && !wrong.includes(f.name)).length
  const unused = trial.columns.filter((c) => !Object.values(from).some((v) => v === c || v.includes(`{${c}}`)))
  const first = trial.rows.find((r) => !r.reason)?.cells ?? trial.rows[0]?.cells ?? []
  // Every field is said: what is left out is not guessed again.
  const choose = (field: string, column: string) => changeDraft(draft.id, { kind: guess.kind, columns: { ...Object.fromEntries(fields.map((f) => [f.name, from[f.name] ?? ''])), [field]: column } })
  return (
    <Section title={t.mapping} note={t.mappingWhy} flush>
      {trial.problem && <Alert banner type="warning" showIcon title={trial.problem.message} role="alert" />}
      <div className="sheet" tabIndex={0} role="region" aria-label={t.mapping}>
        <table>
          <thead><tr><th scope="col">{t.field}</th><th scope="col">{t.column}</th><th scope="col">{t.sample}</th></tr></thead>
          <tbody>
            {shown.map((f) => (
              <tr key={f.name}>
                <td>{say(f)} {f.required && <Tag color={from[f.name] ? 'default' : 'warning'}>{t.required}</Tag>}</td>
                <td style={{ minWidth: 220 }}><ColumnPick label={`${t.column}: ${say(f)}`} value={from[f.name] ?? ''} columns={trial.columns} bad={wrong.includes(f.name)} onChange={(v) => choose(f.name, v)} /></td>
                <td className="soft" style={{ maxWidth: 280, overflow: 'hidden', textOverflow: 'ellipsis' }}>{from[f.name] ? sampleOf(from[f.name] ?? '', trial.columns, first) || '—' : '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="row" style={{ padding: '8px 16px' }}>
        <span className="soft small grow">{unused.length > 0 && t.notUsed(unused.join('、'))}</span>
        {hidden > 0 && <Button type="text" size="small" aria-expanded={all} onClick={() => setAll(!all)}>{all ? t.fewerFields : t.moreFields(hidden)}</Button>}
      </div>
    </Section>
  )
}

// ColumnPick chooses a column; what begins with = { or # is taken as it is typed.
function ColumnPick({ label, value, columns, bad, onChange }: { label: string; value: string; columns: readonly string[]; bad: boolean; onChange: (v: string) => void }) {
  const t = useWords(words)
  const [typed, setTyped] = useState('')
  const own = [typed, value].filter((v) => /^[={#]./.test(v) && !columns.includes(v))
  const options = [...new Set([...columns, ...own])].map((v) => ({ value: v, label: v.startsWith('=') && !columns.includes(v) ? t.constant(v.slice(1)) : v }))
  return <Select aria-label={label} value={value || undefined} placeholder={t.leftOut} allowClear status={bad ? 'error' : undefined} style={{ width: '100%', maxWidth: 320 }} options={options}
    showSearch={{ onSearch: setTyped, filterOption: (q, o) => (o?.value ?? '').toLowerCase().includes(q.toLowerCase()) }} onChange={(v?: string) => onChange(v ?? '')} />
}
