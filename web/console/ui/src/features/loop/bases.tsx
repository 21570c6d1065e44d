import { InfoCircleOutlined } from '@ant-design/icons'
import type { Answer } from '@/api/types'
import { share } from '@/format'
import { valueOf } from '@/parts/metric'
import { useOpenMetric } from '@/parts/metric-open'
import { useWords } from '@/words'
import { Marked } from './marked'
import { words } from './words'

// The three bases, each with its strict figure.
const bases = [['sr_orders', 'sr_strict_orders', 'byOrders'], ['sr_revenue', 'sr_strict_revenue', 'byRevenue'], ['sr_visits', 'sr_strict_visits', 'byVisits']] as const

// Bases is the substitution rate by orders, money and visits: the bar is the rate, the mark on it the strict one.
export function Bases({ answer }: { answer: Answer }) {
  const t = useWords(words)
  const open = useOpenMetric()
  return (
    <div className="stack tight">
      {bases.map(([name, strict, word]) => {
        const rate = valueOf(answer, name)?.number, hard = valueOf(answer, strict)?.number
        return (
          <Marked key={name} metric="loop" name={name} value={rate}>
            <button type="button" className="stat" style={{ minHeight: 0 }} onClick={() => open({ metric: 'loop', answer, value: name })} aria-label={`${t.rate} ${t[word]} ${share(rate)} ${t.strict(share(hard))}`}>
              <span className="row" style={{ width: '100%' }}><span className="label grow">{t[word]} <InfoCircleOutlined aria-hidden="true" /></span>
                <span className="small soft num"><Strict name={strict} value={hard} /></span></span>
              <span className="value" style={{ lineHeight: 1.2 }}>{share(rate)}</span>
              <Bar rate={rate} strict={hard} />
            </button>
          </Marked>
        )
      })}
    </div>
  )
}

function Strict({ name, value }: { name: string; value: number | null | undefined }) {
  const t = useWords(words)
  return <span data-metric="loop" data-name={name} data-value={value ?? ''}>{t.strict(share(value))}</span>
}

function Bar({ rate, strict }: { rate: number | null | undefined; strict: number | null | undefined }) {
  const t = useWords(words)
  if (rate === null || rate === undefined) return null
  return (
    <span role="img" aria-label={t.barOf(share(rate), share(strict))} className="meter" style={{ position: 'relative', display: 'block', width: '100%', marginTop: 6, height: 8 }}>
      <span style={{ position: 'absolute', inset: 0, width: `${rate * 100}%`, background: 'var(--accent)', borderRadius: 4 }} />
      {typeof strict === 'number' && <span style={{ position: 'absolute', top: 0, bottom: 0, left: `calc(${strict * 100}% - 1px)`, width: 2, background: 'var(--card)' }} />}
    </span>
  )
}
