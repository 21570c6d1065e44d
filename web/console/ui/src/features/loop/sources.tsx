import type { Answer, MetricTableData } from '@/api/types'
import { share } from '@/format'
import { MetricTable } from '@/parts/metric-table'
import { useLook } from '@/theme/mode'
import { useSay } from '@/words'

// Sources is where orders come from: one bar of the four classes, and the table that says the numbers.
export function Sources({ answer, table, title }: { answer: Answer; table: MetricTableData; title: string }) {
  return <><ClassBar table={table} title={title} /><MetricTable answer={answer} table={table} /></>
}

function ClassBar({ table, title }: { table: MetricTableData; title: string }) {
  const say = useSay()
  const { colors } = useLook()
  const at = table.columns.findIndex((c) => c.name === 'orders_share')
  const parts = table.rows.map((r, i) => ({ name: say(r[0]?.text), part: r[at]?.number ?? 0, color: colors.series[i % colors.series.length] }))
  return (
    <div style={{ padding: '0 20px 16px' }}>
      <div role="img" aria-label={`${title}: ${parts.map((p) => `${p.name} ${share(p.part)}`).join(', ')}`} style={{ display: 'flex', gap: 2, height: 14, borderRadius: 7, overflow: 'hidden' }}>
        {parts.map((p) => p.part > 0 && <span key={p.name} style={{ flex: `${p.part} 1 0`, background: p.color }} />)}
      </div>
      <div className="row small" style={{ marginTop: 8, gap: '4px 16px' }} aria-hidden="true">
        {parts.map((p) => <span key={p.name} className="row" style={{ gap: 6 }}><span style={{ width: 10, height: 10, borderRadius: 3, background: p.color }} />{p.name} <span className="soft num">{share(p.part)}</span></span>)}
      </div>
    </div>
  )
}
