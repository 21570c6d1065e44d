import { Button } from 'antd'
import { count } from '@/format'
import { useWords } from '@/words'
import { Cells } from './metric-table'
import { Loaded } from './feedback'
import { useMetricRows, type Ask } from './metric'
import { words } from './words'

// MetricRows lists the rows behind a number, 50 at a time; a row leads to the person, group or order that it is.
export function MetricRows({ metric, set, ask }: { metric: string; set: string; ask: Ask }) {
  const t = useWords(words)
  const rows = useMetricRows(metric, set, ask)
  return (
    <Loaded query={rows}>
      {({ pages }) => {
        const first = pages[0]
        const all = pages.flatMap((p) => p.items)
        return (
          <div className="stack tight">
            <p className="soft num" role="status">{t.rowsOf(count(first?.count))}</p>
            <Cells label={t.rowsBehind} columns={first?.columns ?? []} rows={all.map((r) => r.cells)} keys={all.map((r) => r.key)} />
            {rows.hasNextPage && <Button onClick={() => void rows.fetchNextPage()} loading={rows.isFetchingNextPage}>{t.more}</Button>}
          </div>
        )
      }}
    </Loaded>
  )
}
