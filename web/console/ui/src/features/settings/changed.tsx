import { money, moment, unknown } from '@/format'
import { useStaffNames, useStoreNames, useTagNames } from '@/parts/names'
import { useWords } from '@/words'
import { auditWords } from './audit-words'
import type { Diff } from './changes'
import { ruleWords } from './rule-words'

const mostLines = 12
const isId = /^[a-z]{3}_[0-9a-z]{10,}$/ // of what has no name here

// Changed shows what was changed: the thing, what it was and what it is.
export function Changed({ diffs }: { diffs: readonly Diff[] }) {
  const a = useWords(auditWords)
  const label = useLabel()
  const text = useValue()
  if (diffs.length === 0) return null
  return (
    <div className="sheet">
      <table aria-label={a.changes}>
        <thead><tr><th scope="col">{a.what}</th><th scope="col">{a.before}</th><th scope="col">{a.after}</th></tr></thead>
        <tbody>
          {diffs.slice(0, mostLines).map((d) => (
            <tr key={d.path}><th scope="row" style={{ background: 'none' }}>{label(d.path)}</th><td className="soft" style={{ whiteSpace: 'normal' }}>{text(d.path, d.before)}</td><td style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>{text(d.path, d.after)}</td></tr>
          ))}
        </tbody>
      </table>
      {diffs.length > mostLines && <p className="soft small">{a.moreChanges(diffs.length - mostLines)}</p>}
    </div>
  )
}

// useLabel names a path: a field of a thing, a rule, a number of a metric.
export function useLabel(): (path: string) => string {
  const a = useWords(auditWords)
  const r = useWords(ruleWords)
  const rules: Record<string, readonly [string, string]> = r.fields
  const fields: Record<string, string> = a.fields
  return (path) => fields[path] ?? rules[path]?.[0] ?? fields[path.split('.').pop() ?? ''] ?? path
}

// useValue writes a value of an entry for people.
export function useValue(): (path: string, v: unknown) => string {
  const a = useWords(auditWords)
  const r = useWords(ruleWords)
  const stores = useStoreNames(), staff = useStaffNames(), tags = useTagNames()
  const words: Record<string, string> = { ...r.choices, ...a.values }
  const one = (path: string, v: unknown): string => {
    if (v === undefined || v === null || v === '') return unknown
    if (typeof v === 'boolean') return v ? a.yes : a.no
    if (typeof v === 'number') {
      if (/(^|[._])(at|due|expires)$/.test(path) && v > 1e12) return moment(v)
      return /amount|price|spent/.test(path) ? money(v) : String(v)
    }
    if (Array.isArray(v)) return v.map((x) => one(path, x)).join('、') || unknown
    if (typeof v !== 'string') return JSON.stringify(v)
    const name = v.startsWith('sto_') ? stores.nameOf(v) : v.startsWith('stf_') ? staff.nameOf(v) : v.startsWith('tag_') ? tags.nameOf(v) : ''
    if (name) return name
    return isId.test(v) ? unknown : (words[v] ?? v)
  }
  return one
}
