import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import type { Schema } from '@/api/types'
import { count, share } from '@/format'
import { Allowed, Empty, Loaded } from '@/parts/feedback'
import { A } from '@/parts/link'
import { tableOf, useStored } from '@/parts/metric'
import { useOpenMetric } from '@/parts/metric-open'
import { MetricTable } from '@/parts/metric-table'
import { Page, Section } from '@/parts/page'
import { to } from '@/paths'
import { useSay, useWords } from '@/words'
import { Seeds } from './seeds'
import { ladderWords } from './words'

// LadderPage is how many people stand on each level, how many of them reach the next, and the pool of seed users.
export default function LadderPage() {
  const t = useWords(ladderWords)
  const may = useMay()
  return (
    <Page title={t.title} subtitle={t.subtitle} crumbs={[{ title: t.customers, to: to.customers() }]}>
      <Allowed to="customer.read">
        <div className="stack">
          <Board />
          {may('insight.read') && <Depths />}
          <Seeds />
        </div>
      </Allowed>
    </Page>
  )
}

type Rung = Schema<'RungView'>

function Board() {
  const t = useWords(ladderWords)
  const open = useOpenMetric()
  const board = useQuery({ queryKey: ['standings'], queryFn: () => ask(api.GET('/api/standings')) })
  return (
    <Section title={t.board} note={t.boardNote} actions={<Button type="link" size="small" onClick={() => open({ metric: 'ladder' })}>{t.definition}</Button>}>
      <Loaded query={board}>
        {({ items }) => (items.every((r) => r.reached === 0) ? <Empty title={t.nobody} why={t.nobodyWhy} /> : <Rungs rungs={items} />)}
      </Loaded>
    </Section>
  )
}

// Rungs draws a bar a level as long as those who reached it; between two stands the conversion.
function Rungs({ rungs }: { rungs: Rung[] }) {
  const t = useWords(ladderWords)
  const say = useSay()
  const most = Math.max(1, ...rungs.map((r) => r.reached))
  return (
    <ol className="plain">
      {rungs.map((r, i) => (
        <li key={r.word.code}>
          <div className="row" style={{ marginBottom: 4 }}>
            <strong style={{ minWidth: 96 }}>{say(r.word)}</strong>
            <A className="num" to={to.customers({ ladder: r.word.code })}>{t.standing(count(r.people))}</A>
            <span className="grow" />
            <span className="soft small num">{t.reached(count(r.reached))}</span>
          </div>
          <div className="meter" style={{ height: 12, borderRadius: 6 }}><div style={{ width: `${(r.reached / most) * 100}%` }} /></div>
          {i < rungs.length - 1 && <p className="soft small num" style={{ padding: '6px 0 10px' }}>↓ {t.toNext(say(rungs[i + 1]?.word), share(r.conversion))}</p>}
        </li>
      ))}
    </ol>
  )
}

// Depths are the other two scales, from last night.
function Depths() {
  const say = useSay()
  const stored = useStored('ladder')
  const tables = ['depth', 'band'].map((name) => tableOf(stored.data, name)).filter((x) => x !== undefined)
  if (!stored.data || tables.length === 0) return null
  const answer = stored.data
  return <div className="cards" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 320px), 1fr))' }}>{tables.map((table) => <Section key={table.name} title={say(table.title)} flush><MetricTable answer={answer} table={table} /></Section>)}</div>
}
