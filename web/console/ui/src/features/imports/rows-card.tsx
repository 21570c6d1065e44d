import { CheckOutlined, WarningOutlined } from '@ant-design/icons'
import { Empty } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { count } from '@/format'
import { useWords } from '@/words'
import { checkedInPart, partMegabytes, type Trial } from './api'
import type { Draft } from './drafts'
import { words } from './words'

// RowsCard shows the first ten rows as they stand in the file, each with what is wrong with it, and further rows that
// would be refused.
export function RowsCard({ draft, trial, busy }: { draft: Draft; trial: Trial; busy: boolean }) {
  const t = useWords(words)
  const ok = count(trial.readable), bad = count(trial.rejected)
  const note = trial.problem ? undefined : checkedInPart(draft.file) ? t.firstPart(ok, bad, partMegabytes) : t.firstWhy(ok, bad)
  const seen = new Set(trial.rows.map((r) => r.line))
  const further = trial.rejects.filter((r) => !seen.has(r.line))
  if (trial.rows.length === 0) return <Section title={t.first}><Empty title={t.noRows} /></Section>
  return (
    <Section title={t.first} note={note} flush>
      <div className="sheet" tabIndex={0} role="region" aria-label={t.first} aria-busy={busy} style={{ opacity: busy ? 0.6 : 1 }}>
        <table>
          <thead><tr><th scope="col" className="n">{t.line}</th><th scope="col">{t.problem}</th>{trial.columns.map((c, i) => <th key={i} scope="col">{c}</th>)}</tr></thead>
          <tbody>
            {trial.rows.map((r, i) => (
              <tr key={i} style={r.reason ? { background: 'var(--warnWash)' } : undefined}>
                <td className="n">{r.line || '—'}</td>
                <td style={{ whiteSpace: 'normal', minWidth: r.reason ? 280 : undefined }}>{r.reason ? <span className="warn"><WarningOutlined /> {r.reason}</span> : r.line > 0 ? <span className="good"><CheckOutlined /> {t.lineOk}</span> : '—'}</td>
                {trial.columns.map((_, k) => <td key={k} style={{ maxWidth: 240, overflow: 'hidden', textOverflow: 'ellipsis' }}>{r.cells[k] || <span className="soft">—</span>}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {further.length > 0 && (
        <details style={{ padding: '12px 20px' }}>
          <summary>{t.more} ({count(further.length)}{trial.rejected > trial.rejects.length ? '+' : ''})</summary>
          <ul className="plain stack tight" style={{ marginTop: 8 }}>{further.map((r) => <li key={r.line}><span className="num soft">{t.line} {r.line}</span> · {r.reason}</li>)}</ul>
        </details>
      )}
    </Section>
  )
}
