import { App, Badge, Button, Segmented } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import { useMay, useOrg, useWho } from '@/api/session'
import { count } from '@/format'
import { Allowed, Empty, Loaded, Skeleton } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { A } from '@/parts/link'
import { useStaffNames } from '@/parts/names'
import { Page, Section } from '@/parts/page'
import { choice, text, useQueryState } from '@/parts/state'
import { useNamesOf } from '@/parts/people-names'
import { fromServer } from '@/paths'
import { Onboarding } from '@/shell/onboarding'
import { useSay, useWords } from '@/words'
import { useGroupNames } from '../communities/data'
import { TaskRow } from './row'
import { kinds, most, useFinish, useQuestions, useTasks, whenOf, type Task, type When } from './tasks'
import { words } from './words'

const fields = { whose: choice(['', 'store', 'all'], ''), kind: choice(['', ...kinds], ''), staff: text() }

// TodayPage is the one inbox of all work.
export default function TodayPage() {
  const t = useWords(words)
  useOrg()
  return (
    <Page title={t.title} subtitle={t.subtitle}>
      <div className="split" style={{ alignItems: 'start' }}>
        <Allowed to="task.edit"><Inbox /></Allowed>
        <div className="stack"><Allowed to="insight.read" quiet><Worth /></Allowed><Onboarding /></div>
      </div>
    </Page>
  )
}

function Inbox() {
  const t = useWords(words)
  const who = useWho()
  const staff = useStaffNames()
  const { message } = App.useApp()
  const [{ whose, kind, staff: of }, set] = useQueryState(fields)
  // A token has no staff of its own: it sees all.
  const mine = whose === '' && !!who.staff_id
  const tasks = useTasks({ kind: kind || undefined, ...(mine ? { mine, unowned: true } : { staff_id: whose === 'all' && of ? of : undefined }) })
  const { hidden, finish } = useFinish((fault) => void message.error(fault))
  const shown = (tasks.data?.items ?? []).filter((x) => !hidden.has(x.id) && (whose !== 'store' || x.store_id === who.store_id))
  const filtered = kind !== '' || of !== ''
  const options = [{ value: '', label: t.mine }, ...(who.store_id ? [{ value: 'store', label: t.store }] : []), { value: 'all', label: t.all }]
  return (
    <section className="card flush" aria-label={t.title}>
      <FilterBar active={filtered} onClear={() => set({ kind: '', staff: '' })}>
        <Segmented aria-label={t.whose} value={whose} options={options} onChange={(v) => set({ whose: fields.whose.read(v) })} />
        <PickFilter label={t.kindOf} value={kind} onChange={(v) => set({ kind: fields.kind.read(v) })} options={kinds.map((k) => ({ value: k, label: t.kind[k] }))} />
        {whose === 'all' && staff.options.length > 0 && <PickFilter label={t.staffOf} value={of} onChange={(v) => set({ staff: v })} options={staff.options} />}
      </FilterBar>
      <Loaded query={tasks} skeleton={<Skeleton lines={8} height={28} />}>{({ more }) => shown.length === 0
        ? <Nothing mine={mine} filtered={filtered} onAll={() => set({ whose: 'all' })} onClear={() => set({ kind: '', staff: '' })} />
        : <><Groups list={shown} onFinish={finish} />{more && <p className="soft small" style={{ padding: 16 }}>{t.tooMany(count(most))}</p>}</>}</Loaded>
    </section>
  )
}

function Nothing({ mine, filtered, onAll, onClear }: { mine: boolean; filtered: boolean; onAll: () => void; onClear: () => void }) {
  const t = useWords(words)
  if (filtered) return <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={onClear}>{t.clear}</Button>} />
  return mine ? <Empty title={t.emptyMine} why={t.emptyMineWhy} action={<Button onClick={onAll}>{t.seeAll}</Button>} /> : <Empty title={t.empty} why={t.emptyWhy} />
}

const whens: readonly When[] = ['overdue', 'today', 'later']

function Groups({ list, onFinish }: { list: Task[]; onFinish: ReturnType<typeof useFinish>['finish'] }) {
  const may = useMay()
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  const people = useNamesOf(list.map((x) => x.customer_id))
  const groups = useGroupNames()
  const questions = useQuestions(may('community.read') && list.some((x) => x.kind === 'answer'))
  return (
    <>
      {whens.map((when) => {
        const part = list.filter((x) => whenOf(x, now) === when)
        return part.length > 0 && <Group key={when} when={when} list={part} row={(x) => <TaskRow key={x.id} task={x} now={now} personOf={people} groupOf={groups.nameOf} question={questions.get(x.subject_id)} onFinish={onFinish} />} />
      })}
    </>
  )
}

const step = 30

function Group({ when, list, row }: { when: When; list: Task[]; row: (t: Task) => ReactNode }) {
  const t = useWords(words)
  const [n, setN] = useState(step)
  return (
    <section aria-label={t[when]}>
      <div className="row" style={{ padding: '12px 16px 4px' }}><h2 className={when === 'overdue' ? 'bad' : undefined}>{t[when]}</h2><Badge count={list.length} overflowCount={9999} color={when === 'overdue' ? 'var(--bad)' : 'var(--soft)'} title={t.count(count(list.length))} /></div>
      <ul className="plain pile">{list.slice(0, n).map(row)}</ul>
      {list.length > n && <div style={{ padding: 12, textAlign: 'center' }}><Button type="text" onClick={() => setN(n + step)}>{t.showMore(count(Math.min(step, list.length - n)))}</Button></div>}
    </section>
  )
}

// Worth is what the evening found most worth doing.
function Worth() {
  const t = useWords(words)
  const say = useSay()
  const evening = useQuery({ queryKey: ['evening'], queryFn: () => ask(api.GET('/api/evening')) })
  return (
    <Section title={t.worth} note={t.worthWhy}>
      <Loaded query={evening}>{(e) => e.acts.length === 0 ? <p className="soft">{t.noWorth}</p> : (
        <ol className="plain stack">{e.acts.slice(0, 3).map((a, i) => <li key={a.code} className="row top" style={{ flexWrap: 'nowrap' }}><span className="num soft" aria-hidden="true">{i + 1}</span><div><A to={fromServer(a.path)}>{say(a)}</A><p className="soft small">{say(a.because)}</p></div></li>)}</ol>
      )}</Loaded>
    </Section>
  )
}
