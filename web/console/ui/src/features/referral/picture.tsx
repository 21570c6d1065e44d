import { useWords } from '@/words'
import { useGo } from '@/parts/link'
import { money } from '@/format'
import { to } from '@/paths'
import type { KeyboardEvent } from 'react'
import { layout, type Grove, type Spot } from './forest'
import { words } from './words'

const column = 260, row = 44, pad = 20

// About how wide a text is drawn: edges begin behind it.
const wide = (text: string, size: number) => [...text].reduce((sum, ch) => sum + (ch > '\u00ff' ? size : size * 0.6), 0)

const lines = (s: Spot, name: string, people: (n: string) => string) =>
  ({ first: name.length > 11 ? `${name.slice(0, 10)}…` : name, second: [s.node.children > 0 ? people(String(s.node.subtree)) : '', money(s.node.own + s.node.below)].filter(Boolean).join(' · ') })

interface Props { grove: Grove; root: string; called: (id: string) => string; onFlip: (spot: Spot) => void; busy: string }

// Picture draws the open part of a tree, left to right. The table below says the same in words.
export function Picture({ grove, root, called, onFlip, busy }: Props) {
  const t = useWords(words)
  const { spots, rows } = layout(grove, root)
  const deepest = Math.max(...spots.map((s) => s.depth))
  const width = pad * 2 + deepest * column + 190
  const height = pad * 2 + Math.max(0, rows - 1) * row + 20
  const x = (s: { depth: number }) => pad + s.depth * column
  const y = (at: number) => pad + 4 + at * row
  const behind = new Map(spots.map((s) => {
    const text = lines(s, called(s.id), t.people)
    return [s.id, x(s) + 23 + Math.max(wide(text.first, 14), wide(text.second, 12))]
  }))
  return (
    <div style={{ overflow: 'auto', maxHeight: 560 }} tabIndex={0} role="region" aria-label={t.picture}>
      <svg width={width} height={height} role="group" aria-label={t.picture} style={{ display: 'block' }}>
        {spots.map((s) => s.parentY !== null && <path key={s.id} d={`M${behind.get(s.above) ?? x(s) - column},${y(s.parentY)} H${x(s) - 76} C${x(s) - 44},${y(s.parentY)} ${x(s) - 44},${y(s.y)} ${x(s) - 12},${y(s.y)}`} fill="none" stroke="var(--edge)" strokeWidth={1.2} />)}
        {spots.map((s) => <Person key={s.id} spot={s} x={x(s)} y={y(s.y)} name={called(s.id)} onFlip={() => onFlip(s)} busy={busy === s.id} root={s.id === root} />)}
      </svg>
    </div>
  )
}

function Person({ spot, x, y, name, onFlip, busy, root }: { spot: Spot; x: number; y: number; name: string; onFlip: () => void; busy: boolean; root: boolean }) {
  const t = useWords(words)
  const go = useGo()
  const n = spot.node
  const leaf = n.children === 0
  const whole = spot.isOpen && spot.more <= 0
  const sign = busy ? '…' : whole ? '−' : '+'
  const press = (act: () => void) => ({ onClick: act, onKeyDown: (e: KeyboardEvent) => { if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); act() } } })
  const text = lines(spot, name, t.people)
  return (
    <g>
      <g {...(leaf ? { 'aria-hidden': true } : { role: 'button', tabIndex: 0, 'aria-expanded': spot.isOpen, 'aria-label': whole ? t.collapse(name) : t.expand(name), style: { cursor: 'pointer' }, ...press(onFlip) })}>
        {!leaf && <circle cx={x} cy={y} r={16} fill="transparent" />}
        <circle cx={x} cy={y} r={leaf ? 5 : 8} fill={whole || leaf ? 'var(--card)' : 'var(--accent)'} stroke="var(--accent)" strokeWidth={2} />
        {!leaf && <text x={x} y={y + 4} textAnchor="middle" fontSize={12} fontWeight={650} fill={whole ? 'var(--accent)' : 'var(--onAccent)'}>{sign}</text>}
      </g>
      <g role="link" tabIndex={0} aria-label={`${name} ${root ? t.profile : t.from0}`} style={{ cursor: 'pointer' }} {...press(() => go(root ? to.customer(spot.id) : to.tree(spot.id)))}>
        <title>{name}</title>
        <text x={x + 15} y={y - 2} fontSize={14} fontWeight={root ? 650 : 400} fill="var(--accent)">{text.first}</text>
        <text x={x + 15} y={y + 14} fontSize={12} fill="var(--soft)">{text.second}</text>
      </g>
      {spot.more > 0 && spot.isOpen && <text x={x - 2} y={y + 24} fontSize={12} fill="var(--soft)" textAnchor="middle" aria-hidden="true">+{spot.more}</text>}
    </g>
  )
}
