import { useSay, useWords } from '@/words'
import type { Reason } from './data'
import { useCodes, type Coded } from './codes'
import { words } from './words'

// Reasons tells clause by clause whether it holds and what the person has.
export function Reasons({ list }: { list: readonly Reason[] }) {
  return (
    <ul className="plain stack" style={{ gap: 2, padding: '4px 0 8px', maxWidth: 640 }}>
      {list.map((r) => (
        <Line key={r.clause} reason={r} />
      ))}
    </ul>
  )
}

const coded = /^(store|staff|community)\b/

function Line({ reason: r }: { reason: Reason }) {
  const t = useWords(words)
  const say = useSay()
  const codes = useCodes(coded.exec(r.clause)?.[1] ?? '')
  const named = (text: string) => [...codes].sort((a, b) => b.value.length - a.value.length).reduce((out: string, c: Coded) => out.replaceAll(c.value, c.label), text)
  return (
    <li className="row small" style={{ flexWrap: 'nowrap', alignItems: 'baseline' }}>
      <span className={r.holds ? 'good' : 'bad'}>{r.holds ? '✓' : '✗'}<span className="sr">{r.holds ? t.holds : t.fails}</span></span>
      <span className="grow" style={{ overflowWrap: 'anywhere' }}>{named(say(r))}</span>
      <span className="soft num" style={{ overflowWrap: 'anywhere', textAlign: 'right' }}>{t.has(named(r.value) || t.nothing)}</span>
    </li>
  )
}
