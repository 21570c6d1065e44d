import { Button, Drawer, Tabs } from 'antd'
import type { ReactNode } from 'react'
import type { Answer, Metric } from '@/api/types'
import { amount, days, moment } from '@/format'
import { to } from '@/paths'
import { useNarrow } from '@/theme/mode'
import { useSay, useWords } from '@/words'
import { Loaded } from './feedback'
import { A } from './link'
import { askOf, useDictionary, useStored } from './metric'
import type { Opened } from './metric-open'
import { MetricRows } from './metric-rows'
import { words } from './words'

interface Props { opened: Opened | null; onClose: () => void; onRows: (set: string, title: string) => void }

// MetricDrawer is a metric's dictionary entry: formula, explanation, worked example, parameters, window, denominators,
// what is left out, when it was computed; and the rows behind its numbers.
export default function MetricDrawer({ opened, onClose, onRows }: Props) {
  const narrow = useNarrow()
  return (
    <Drawer open={!!opened} onClose={onClose} size={narrow ? '100%' : 640} title={opened && <Title opened={opened} />}
      extra={opened && <A to={to.metric(opened.metric)} onClick={onClose}><OpenWord /></A>} destroyOnHidden>
      {opened && (opened.answer ? <Entry opened={opened} answer={opened.answer} onRows={onRows} /> : <Fetched opened={opened} onRows={onRows} />)}
    </Drawer>
  )
}

function OpenWord() { return <>{useWords(words).openMetric}</> }

function Title({ opened }: { opened: Opened }) {
  const say = useSay()
  const book = useDictionary()
  return <>{say(opened.answer?.title ?? book.data?.items.find((m) => m.name === opened.metric)?.title) || opened.metric}</>
}

function Fetched({ opened, onRows }: { opened: Opened; onRows: Props['onRows'] }) {
  const stored = useStored(opened.metric)
  return <Loaded query={stored}>{(answer) => <Entry opened={opened} answer={answer} onRows={onRows} />}</Loaded>
}

function Entry({ opened, answer, onRows }: { opened: Opened; answer: Answer; onRows: Props['onRows'] }) {
  const t = useWords(words)
  const book = useDictionary()
  const metric = book.data?.items.find((m) => m.name === answer.metric)
  const definition = <Definition answer={answer} metric={metric} value={opened.value} onRows={onRows} />
  if (!opened.set) return definition
  const rows = <MetricRows key={opened.set} metric={answer.metric} set={opened.set} ask={askOf(answer)} />
  return <Tabs defaultActiveKey="rows" items={[
    { key: 'rows', label: opened.setTitle ?? t.rowsBehind, children: rows },
    { key: 'definition', label: t.definition, children: definition },
  ]} />
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return <section><h3 className="soft">{title}</h3><div>{children}</div></section>
}

function Definition({ answer, metric, value, onRows }: { answer: Answer; metric: Metric | undefined; value: string | undefined; onRows: Props['onRows'] }) {
  const t = useWords(words)
  const say = useSay()
  const w = answer.window
  return (
    <div className="stack">
      <Values answer={answer} value={value} onRows={onRows} />
      <Part title={t.formula}><p>{say(answer.formula)}</p></Part>
      {metric && <Part title={t.explain}><p>{say(metric.explain)}</p></Part>}
      {metric && say(metric.worked) && <Part title={t.worked}><p>{say(metric.worked)}</p></Part>}
      <Part title={t.window}><p className="num">{w.days > 0 ? t.windowOf(w.from, w.to, days(w.days)) : t.noDays}</p>{w.note && <p className="soft">{say(w.note)}</p>}</Part>
      <Parameters answer={answer} metric={metric} />
      {answer.denominators.length > 0 && <Part title={t.denominators}><Sized list={answer.denominators} onRows={onRows} /></Part>}
      {answer.left_out.length > 0 && <Part title={t.leftOut}><Sized list={answer.left_out} onRows={onRows} /></Part>}
      <p className="soft small">{t.computed(moment(answer.as_of))} · {t.version(answer.version)}{metric && ` · ${t.source} ${metric.source}`}</p>
    </div>
  )
}

function Values({ answer, value, onRows }: { answer: Answer; value: string | undefined; onRows: Props['onRows'] }) {
  const say = useSay()
  return (
    <ul className="plain stack tight">
      {answer.values.map((v) => (
        <li key={v.name} className="row" style={v.name === value ? { fontWeight: 650 } : undefined}>
          <span className="grow">{say(v.title)}{v.note && <span className="soft small"> {say(v.note)}</span>}</span>
          <Number text={amount(v.number, v.unit)} set={v.rows?.set} title={say(v.title)} onRows={onRows} />
        </li>
      ))}
    </ul>
  )
}

function Number({ text, set, title, onRows }: { text: string; set: string | undefined; title: string; onRows: Props['onRows'] }) {
  return set ? <Button type="link" size="small" className="num" onClick={() => onRows(set, title)}>{text}</Button> : <span className="num">{text}</span>
}

interface SizedThing { name?: string; code?: string; zh: string; en: string; unit: string; count: number | null; rows?: { set?: string } }

function Sized({ list, onRows }: { list: SizedThing[]; onRows: Props['onRows'] }) {
  const say = useSay()
  return (
    <ul className="plain stack tight">
      {list.map((d) => <li key={d.name ?? d.code} className="row"><span className="grow">{say(d)}</span><Number text={amount(d.count, d.unit)} set={d.rows?.set} title={say(d)} onRows={onRows} /></li>)}
    </ul>
  )
}

function Parameters({ answer, metric }: { answer: Answer; metric: Metric | undefined }) {
  const t = useWords(words)
  const say = useSay()
  const set: [string, string][] = [...(answer.params.by ? [['by', answer.params.by] as [string, string]] : []), ...Object.entries(answer.params.options ?? {}), ...Object.entries(answer.params.where ?? {})]
  if (set.length === 0) return null
  return (
    <Part title={t.params}>
      <ul className="plain stack tight">
        {set.map(([name, v]) => <li key={name} className="row"><span className="grow">{say(metric?.params.find((p) => p.name === name)?.explain) || name}</span><code>{v}</code></li>)}
      </ul>
    </Part>
  )
}
