import { useMemo } from 'react'
import type { MetricTableData } from '@/api/types'
import { Chart, type Figure } from '@/parts/chart'
import { useSay } from '@/words'

const shown = ['sr', 'strict', 'sr_revenue']

// Trend draws the share columns of the loop's months.
export function Trend({ title, table }: { title: string; table: MetricTableData }) {
  const say = useSay()
  const figure = useMemo<Figure>(() => ({
    kind: 'line', unit: 'share',
    axis: table.rows.map((r) => say(r[0]?.text)),
    series: shown.map((name) => {
      const at = table.columns.findIndex((c) => c.name === name)
      return { name: say(table.columns[at]?.title), data: table.rows.map((r) => r[at]?.number ?? null) }
    }),
  }), [table, say])
  return <Chart title={title} figure={figure} height={280} />
}
