import type { Answer, Evening, MetricTableData } from '@/api/types'
import { amount, change } from '@/format'
import { A } from '@/parts/link'
import { tableOf, useStored, valueOf } from '@/parts/metric'
import { useOpenMetric } from '@/parts/metric-open'
import { to } from '@/paths'
import { useNarrow } from '@/theme/mode'
import { useSay, useWords } from '@/words'
import { words } from './words'

interface Line { key: string; title: string; unit: string; now?: number | null; before?: number | null; better?: 'up' | 'down'; metric: string; set?: string; setBefore?: string; name?: string; answer?: Answer }

// Changes is what moved since the last period: the rate of the last 28 days and the classes of the last whole month.
export function Changes({ answer, evening }: { answer: Answer; evening: Evening | undefined }) {
  const t = useWords(words)
  const say = useSay()
  const narrow = useNarrow()
  const tonight = useStored('evening')
  const lines = [...rateLines(tonight.data, t), ...monthLines(answer, t, say)]
  return (
    <>
      {evening && evening.changed.length > 0 && (
        <ul className="plain stack tight" style={{ marginBottom: 12 }}>
          {evening.changed.map((s) => <li key={s.code + s.zh}>{say(s)} <A className="small" to={to.metric(s.metric, { from: s.from, to: s.to })}>{t.see}<span className="sr"> {say(s)}</span></A></li>)}
        </ul>
      )}
      {evening && evening.changed.length === 0 && <p className="soft" style={{ marginBottom: 12 }}>{t.quiet}</p>}
      <div className="sheet" tabIndex={0} role="region" aria-label={t.changed}>
        <table>
          <thead><tr><th scope="col">{t.what}</th><th scope="col" className="n">{t.now}</th>{!narrow && <th scope="col" className="n">{t.before}</th>}<th scope="col" className="n">{t.difference}</th></tr></thead>
          <tbody>{lines.map((l) => <ChangeRow key={l.key} line={l} narrow={narrow} />)}</tbody>
        </table>
      </div>
    </>
  )
}

type Words = ReturnType<typeof useWords<typeof words.zh>>

function rateLines(e: Answer | undefined, t: Words): Line[] {
  if (!e) return []
  return [{ key: 'sr', title: t.last28, unit: 'share', now: valueOf(e, 'sr')?.number, before: valueOf(e, 'sr_before')?.number, better: 'up', metric: 'evening', name: 'sr', answer: e }]
}

// The last whole month against the one before; the month that is still running would always look like a fall.
function monthLines(answer: Answer, t: Words, say: ReturnType<typeof useSay>): Line[] {
  const table = tableOf(answer, 'trend')
  if (!table) return []
  const whole = table.rows.filter((r) => endOf(say(r[0]?.text)) <= answer.window.to)
  const now = whole.at(-1), before = whole.at(-2)
  if (!now || !before) return []
  const month = say(now[0]?.text)
  const line = (name: string, title: string, better?: 'up' | 'down'): Line => {
    const at = table.columns.findIndex((c) => c.name === name)
    return { key: name, title: `${title} · ${month}`, unit: table.columns[at]?.unit ?? 'count', now: now[at]?.number, before: before[at]?.number, better, metric: 'loop', set: now[at]?.set, setBefore: before[at]?.set, name: 'sr_orders', answer }
  }
  return [line('sr', t.rate, 'up'), ...['repurchase', 'referral', 'ad', 'natural'].map((c) => line(c, t.ordersOf(titleOf(table, c, say)), c === 'ad' || c === 'natural' ? undefined : 'up'))]
}

const titleOf = (table: MetricTableData, name: string, say: ReturnType<typeof useSay>) => say(table.columns.find((c) => c.name === name)?.title)

// endOf is the last day of a month YYYY-MM.
function endOf(month: string): string {
  const [y, m] = month.split('-').map(Number)
  return new Date(Date.UTC(y ?? 0, m ?? 0, 0)).toISOString().slice(0, 10)
}

// On a phone the change alone says what was before.
function ChangeRow({ line: l, narrow }: { line: Line; narrow: boolean }) {
  const open = useOpenMetric()
  const known = typeof l.now === 'number' && typeof l.before === 'number'
  const up = known && Number(l.now) > Number(l.before)
  const same = known && l.now === l.before
  const tone = !known || same || !l.better ? 'soft' : (l.better === 'up') === up ? 'good' : 'bad'
  const one = (v: number | null | undefined, set?: string) => (
    <button type="button" className="bare link num" onClick={() => open({ metric: l.metric, answer: l.answer, value: l.name, set: v ? set : undefined, setTitle: l.title })}>{amount(v, l.unit)}</button>
  )
  return (
    <tr>
      <td style={{ whiteSpace: 'normal' }}>{l.title}</td><td className="n">{one(l.now, l.set)}</td>{!narrow && <td className="n">{one(l.before, l.setBefore)}</td>}
      <td className={`n ${tone}`}>{!known || same ? '' : up ? '↑ ' : '↓ '}{change(l.now, l.before, l.unit)}</td>
    </tr>
  )
}
