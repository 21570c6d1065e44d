import { useParams } from '@tanstack/react-router'
import { Tag } from 'antd'
import type { Answer, Metric } from '@/api/types'
import { AsOf } from '@/parts/as-of'
import { Allowed, Empty, Loaded, Skeleton, SkeletonCards } from '@/parts/feedback'
import { useDictionary, useMetric, useStored } from '@/parts/metric'
import { Page } from '@/parts/page'
import { useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useSay, useWords } from '@/words'
import { Definition } from './definition'
import { asked, askFor, questionFields } from './question'
import { QuestionBar } from './question-bar'
import { Special } from './special'
import { TableView } from './table-view'
import { Values } from './values'
import { words } from './words'

// MetricPage is one metric for the days, people and parameters in the address.
export default function MetricPage() {
  const { name = '' } = useParams({ strict: false })
  const book = useDictionary()
  return (
    <Allowed to="insight.read">
      <Loaded query={book} skeleton={<Skeleton lines={12} />}>
        {(b) => { const metric = b.items.find((m) => m.name === name); return metric ? <One key={name} metric={metric} /> : <Unknown /> }}
      </Loaded>
    </Allowed>
  )
}

function Unknown() {
  const t = useWords(words)
  return <Page title={t.title} crumbs={[{ title: t.title, to: to.insight() }]}><Empty title={t.noMatch} why={t.noMatchWhy} /></Page>
}

// useAnswer is the stored answer, or, once something is chosen, one that is computed for it.
export function useAnswer(name: string, q: Parameters<typeof askFor>[0]) {
  const chosen = asked(q)
  const stored = useStored(name), computed = useMetric(name, askFor(q), chosen)
  return chosen ? computed : stored
}

function One({ metric }: { metric: Metric }) {
  const t = useWords(words)
  const say = useSay()
  const [q, set] = useQueryState(questionFields)
  const answer = useAnswer(metric.name, q)
  const a = answer.data
  return (
    <Page title={say(metric.title)} crumbs={[{ title: t.title, to: to.insight() }]} subtitle={a && a.window.days > 0 && <span className="num">{t.range(a.window.from, a.window.to)}{a.window.note && ` · ${say(a.window.note)}`}</span>}
      extra={a && (a.stored ? <AsOf at={a.as_of} /> : <Tag>{t.computedNow}</Tag>)}>
      <div className="stack">
        <QuestionBar metric={metric} q={q} set={set} />
        <div className="stack" aria-busy={answer.isFetching} style={answer.isPlaceholderData ? { opacity: 0.55 } : undefined}>
          <Loaded query={answer} skeleton={<><SkeletonCards n={4} /><Skeleton lines={8} /></>}>{(x) => <Body answer={x} metric={metric} q={q} set={set} />}</Loaded>
        </div>
      </div>
    </Page>
  )
}

// What is read as a picture comes before the lists.
const ordered = (a: Answer) => [...a.tables].sort((x, y) => Number(y.heat ?? false) - Number(x.heat ?? false))

function Body({ answer, metric, q, set }: { answer: Answer; metric: Metric } & Pick<Parameters<typeof QuestionBar>[0], 'q' | 'set'>) {
  return (
    <>
      <Special place="top" answer={answer} metric={metric} q={q} set={set} />
      <Values answer={answer} />
      <Special place="middle" answer={answer} metric={metric} q={q} set={set} />
      {ordered(answer).map((t) => <TableView key={t.name} answer={answer} table={t} />)}
      <Definition answer={answer} metric={metric} />
    </>
  )
}
