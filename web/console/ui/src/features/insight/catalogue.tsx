import { useEffect, useRef, useState } from 'react'
import { asProblem } from '@/api/problem'
import type { Answer, Metric } from '@/api/types'
import { amount } from '@/format'
import { Allowed, Empty, Loaded, Skeleton } from '@/parts/feedback'
import { SearchBox } from '@/parts/filter-bar'
import { A } from '@/parts/link'
import { useDictionary, useStored } from '@/parts/metric'
import { Page } from '@/parts/page'
import { text, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useLang, useSay, useWords } from '@/words'
import { Button } from 'antd'
import { grouped, type GroupWord } from './groups'
import { words } from './words'

const fields = { q: text() }
const why = { gLoop: 'gLoopWhy', gAcquire: 'gAcquireWhy', gSettle: 'gSettleWhy', gActivate: 'gActivateWhy', gConvert: 'gConvertWhy', gRepurchase: 'gRepurchaseWhy', gRefer: 'gReferWhy', gCost: 'gCostWhy' } as const

// Catalogue lists all metrics by the stages of the loop, each with its answer in a line.
export default function Catalogue() {
  const t = useWords(words)
  const book = useDictionary()
  const [{ q }, set] = useQueryState(fields)
  return (
    <Page title={t.title} subtitle={t.subtitle} actions={<><A to={to.experiments()}>{t.experiments}</A><A to={to.costs()}>{t.costs}</A></>}>
      <Allowed to="insight.read">
        <div className="stack">
          <SearchBox value={q} onChange={(v) => set({ q: v }, true)} label={t.search} width={360} />
          <Loaded query={book} skeleton={<Skeleton lines={12} height={24} />}>{(b) => <Groups all={b.items} q={q} clear={() => set({ q: '' })} />}</Loaded>
        </div>
      </Allowed>
    </Page>
  )
}

// matches tells whether a metric has all words of a search in its names, its formula or its source.
function matches(m: Metric, q: string): boolean {
  const all = [m.name, m.title.zh, m.title.en, m.formula.zh, m.formula.en, m.source].join(' ').toLowerCase()
  return q.toLowerCase().split(/\s+/).every((w) => all.includes(w))
}

function Groups({ all, q, clear }: { all: Metric[]; q: string; clear: () => void }) {
  const t = useWords(words)
  const list = grouped(all.filter((m) => matches(m, q)))
  if (list.length === 0) return <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={clear}>{t.clearSearch}</Button>} />
  return <>{list.map((g) => <Group key={g.word} word={g.word} items={g.items} />)}</>
}

function Group({ word, items }: { word: GroupWord; items: Metric[] }) {
  const t = useWords(words)
  return (
    <section className="stack tight">
      <div className="row"><h2>{t[word]}</h2>{word !== 'gOther' && <span className="soft small">{t[why[word]]}</span>}</div>
      <div className="cards" style={{ gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 272px), 1fr))', gap: 12 }}>{items.map((m) => <Entry key={m.name} metric={m} />)}</div>
    </section>
  )
}

// useSeen is true once the element has been near the window: an answer is asked for when somebody gets there.
function useSeen() {
  const ref = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    const el = ref.current
    if (!el || seen) return
    const watch = new IntersectionObserver((list) => { if (list.some((e) => e.isIntersecting)) setSeen(true) }, { rootMargin: '200px' })
    watch.observe(el)
    return () => watch.disconnect()
  }, [seen])
  return [ref, seen] as const
}

function Entry({ metric }: { metric: Metric }) {
  const say = useSay()
  const { lang } = useLang()
  const [ref, seen] = useSeen()
  return (
    <div ref={ref}><A to={to.metric(metric.name)} className="stat" style={{ minHeight: 92, textDecoration: 'none' }}>
      <span style={{ fontWeight: 600 }}>{say(metric.title)}</span>
      {seen ? <Line name={metric.name} /> : <span className="soft">…</span>}
      <span className="note" style={{ display: '-webkit-box', WebkitLineClamp: 1, WebkitBoxOrient: 'vertical', overflow: 'hidden' }}>{metric.formula[lang]}</span>
    </A></div>
  )
}

function Line({ name }: { name: string }) {
  const t = useWords(words)
  const q = useStored(name)
  if (q.data) return <OneLine answer={q.data} />
  if (q.error && asProblem(q.error).code !== 'insight.not_ready') return <span className="soft">{asProblem(q.error).status === 403 ? asProblem(q.error).say() : t.failed}</span>
  return <span className="soft">{t.computing}</span>
}

// OneLine is the answer in a line: its first known number, and the next beside it.
function OneLine({ answer }: { answer: Answer }) {
  const t = useWords(words)
  const say = useSay()
  const known = answer.values.filter((v) => v.number !== null)
  const [first, second] = known
  if (!first) return <span className="soft">{t.notYet}</span>
  return (
    <span data-metric={answer.metric} data-name={first.name} data-value={first.number ?? ''}>
      <strong className="num" style={{ fontSize: 20 }}>{amount(first.number, first.unit)}</strong> <span className="soft">{say(first.title)}</span>
      {second && <span className="soft small num"> · {say(second.title)} {amount(second.number, second.unit)}</span>}
    </span>
  )
}
