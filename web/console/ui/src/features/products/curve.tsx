import { useMemo } from 'react'
import type { Answer } from '@/api/types'
import { Chart, type Figure } from '@/parts/chart'
import { Loaded, Skeleton } from '@/parts/feedback'
import { tableOf, useMetric } from '@/parts/metric'
import { useOpenMetric } from '@/parts/metric-open'
import { MetricTable } from '@/parts/metric-table'
import { Section } from '@/parts/page'
import { StatCard } from '@/parts/stat-card'
import { useSay, useWords } from '@/words'
import type { Product } from './data'
import { words } from './words'

// Curve shows how concentrated sales are on few products (insight concentration, by SKU).
export function Curve({ products }: { products: Product[] }) {
  const t = useWords(words)
  const answer = useMetric('concentration', { by: 'sku' })
  return <Loaded query={answer} skeleton={<section className="card"><Skeleton lines={8} /></section>}>{(a) => (tableOf(a, 'best')?.rows.length ? <Drawn answer={a} products={products} /> : <Section title={t.curve}><p className="soft">—</p></Section>)}</Loaded>
}

function Drawn({ answer, products }: { answer: Answer; products: Product[] }) {
  const t = useWords(words)
  const say = useSay()
  const open = useOpenMetric()
  const table = useMemo(() => named(answer, products), [answer, products])
  const figure = useMemo<Figure>(() => {
    const column = (name: string) => table.rows.map((r) => r[table.columns.findIndex((c) => c.name === name)]?.number ?? null)
    return { kind: 'line', unit: 'share', area: true, axis: table.rows.map((r) => say(r[0]?.text)), series: [{ name: t.running, data: column('running') }, { name: t.share, data: column('share') }] }
  }, [table, say, t])
  return (
    <>
      <div className="cards two">
        {answer.values.map((v) => <StatCard key={v.name} title={say(v.title)} value={v.number} unit={v.unit} onOpen={() => open({ metric: 'concentration', answer, value: v.name, ...(v.rows?.set ? { set: v.rows.set, setTitle: say(v.title) } : {}) })} />)}
      </div>
      <div className="split" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 460px), 1fr))' }}>
        <Section title={t.curve} note={t.curveNote}><Chart title={t.curve} figure={figure} height={300} /></Section>
        <Section title={t.best} flush><div style={{ maxHeight: 380, overflow: 'auto' }}><MetricTable answer={answer} table={table} /></div></Section>
      </div>
    </>
  )
}

// named is the table of best sellers with names instead of SKUs.
function named(answer: Answer, products: Product[]) {
  const table = tableOf(answer, 'best') ?? { name: 'best', title: answer.title, columns: [], rows: [] }
  const names = new Map(products.map((p) => [p.sku, p.name]))
  const rows = table.rows.map((r) => r.map((cell, i) => {
    const name = i === 0 && cell.text ? names.get(cell.text.zh) : undefined
    return name ? { ...cell, text: { zh: name, en: name } } : cell
  }))
  return { ...table, rows }
}
