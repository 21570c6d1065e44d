import { Tag } from 'antd'
import { useWords } from '@/words'
import { states } from './data'
import { words } from './words'

const tones = { draft: 'default', live: 'success', paused: 'warning', ended: 'default' } as const

// StateTag says how a campaign stands; with its window also that its time has not come, or is over.
export function StateTag({ state, window }: { state: string; window?: { now: number; from: number; until: number } }) {
  const t = useWords(words)
  const known = states.find((s) => s === state) ?? 'draft'
  const aside = known === 'live' && window ? (window.now < window.from ? t.soon : window.now >= window.until ? t.over : '') : ''
  return <Tag color={aside ? 'default' : tones[known]}>{t.state[known]}{aside && ` · ${aside}`}</Tag>
}
