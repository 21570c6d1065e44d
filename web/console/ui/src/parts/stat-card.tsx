import { InfoCircleOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { amount, change } from '@/format'
import { useWords } from '@/words'
import { words } from './words'

interface Props {
  title: string
  value: number | null | undefined
  unit: string
  text?: string // instead of the formatted value, e.g. a short form
  previous?: number | null // of the period before
  better?: 'up' | 'down' // which way is good; without it a change has no colour
  note?: ReactNode
  hero?: boolean
  onOpen?: () => void // opens the dictionary entry
}

// StatCard is one number of a metric; a press opens its dictionary entry.
export function StatCard({ title, value, unit, text, previous, better, note, hero, onOpen }: Props) {
  const t = useWords(words)
  const written = text ?? amount(value, unit)
  const body = (
    <>
      <span className="label">{title}{onOpen && <InfoCircleOutlined aria-hidden="true" />}</span>
      <span className={hero ? 'value hero' : 'value'} data-value={value ?? ''}>{written}</span>
      {previous !== undefined && <Versus now={value} before={previous} unit={unit} better={better} />}
      {note && <span className="note">{note}</span>}
    </>
  )
  if (!onOpen) return <div className="stat" style={{ cursor: 'default' }}>{body}</div>
  return <button type="button" className="stat" onClick={onOpen} aria-label={`${title} ${written}, ${t.definition}`}>{body}</button>
}

function Versus({ now, before, unit, better }: { now: number | null | undefined; before: number | null | undefined; unit: string; better?: 'up' | 'down' }) {
  const t = useWords(words)
  const known = now !== null && now !== undefined && before !== null && before !== undefined
  const up = known && now > before
  const same = known && now === before
  const tone = !better || !known || same ? 'soft' : (better === 'up') === up ? 'good' : 'bad'
  const arrow = !known || same ? '' : up ? '↑ ' : '↓ '
  return <span className={`small num ${tone}`}>{arrow}{t.versusBefore(change(now, before, unit))}</span>
}
