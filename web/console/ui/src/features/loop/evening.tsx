import type { Evening, Schema } from '@/api/types'
import { Empty } from '@/parts/feedback'
import { A } from '@/parts/link'
import { fromServer, to } from '@/paths'
import { useSay, useWords } from '@/words'
import type { LoopData } from './loop-data'
import { words } from './words'

// Acts are at most three things worth doing, each with its evidence. Where the evening has fewer and the loop check knows
// a weakest stage, mending that is one.
export function Acts({ list, loop }: { list: Schema<'Act'>[]; loop?: LoopData }) {
  const t = useWords(words)
  const say = useSay()
  const weak = loop?.weakest && loop.weakestRow && { title: t.actWeak(t[loop.weakest]), why: [1, 6].map((i) => say(loop.weakestRow?.[i]?.text)).filter(Boolean).join(' · ') }
  if (list.length === 0 && !weak) return <Empty title={t.noActs} why={t.noActsWhy} />
  const three = list.slice(0, 3)
  return (
    <ol className="plain stack">
      {three.map((a, i) => <Act key={a.code} n={i + 1} to={fromServer(a.path)} title={say(a)} why={say(a.because)} />)}
      {weak && three.length < 3 && <Act n={three.length + 1} to={to.metric('loopcheck')} title={weak.title} why={weak.why} />}
    </ol>
  )
}

function Act({ n, to: path, title, why }: { n: number; to: string; title: string; why: string }) {
  return (
    <li style={{ display: 'flex', gap: 12, alignItems: 'flex-start' }}>
      <span aria-hidden="true" className="num" style={{ flex: 'none', width: 24, height: 24, borderRadius: 12, background: 'var(--wash)', color: 'var(--accent)', fontWeight: 650, textAlign: 'center', lineHeight: '24px' }}>{n}</span>
      <div style={{ minWidth: 0 }}><A to={path} style={{ fontWeight: 600 }}>{title}</A><p className="soft small">{why}</p></div>
    </li>
  )
}

interface Told { title: string; list: Evening['turning'] }

// Sentences say how the loop turns, what it costs and what changed; each leads to its metric and its days.
export function Sentences({ evening, quiet }: { evening: Evening; quiet?: boolean }) {
  const t = useWords(words)
  const parts: Told[] = [{ title: t.turning, list: evening.turning }, { title: t.cost, list: evening.cost }, { title: t.changed, list: evening.changed }]
  return (
    <div className="cards" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 280px), 1fr))' }}>
      {parts.filter((p) => !quiet || p.list.length > 0).map((p) => <Sentence key={p.title} part={p} />)}
    </div>
  )
}

function Sentence({ part: p }: { part: Told }) {
  const t = useWords(words)
  const say = useSay()
  return (
    <section className="card">
      <h2 style={{ marginBottom: 8 }}>{p.title}</h2>
      {p.list.length === 0 ? <p className="soft">{t.quiet}</p> : (
        <ul className="plain stack tight">
          {p.list.map((s) => <li key={s.code + s.zh}>{say(s)} <A className="small" to={to.metric(s.metric, { from: s.from, to: s.to })}>{t.see}<span className="sr"> {say(s)}</span></A></li>)}
        </ul>
      )}
    </section>
  )
}
