import { ArrowDownOutlined, ArrowUpOutlined, PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { api, ask } from '@/api/client'
import { count, lasting } from '@/format'
import { SettingsPage } from '@/features/settings/frame'
import { useAct } from '@/parts/confirm'
import { Empty, Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import './channel.css'
import { bodyOf, clockOf, greetingsKey, useGreetings, type Greeting, type Tally } from './greeting-data'
import { greetingWords } from './greeting-words'
import { Welcomes } from './welcomes'

const Editor = lazy(() => import('./greeting-editor'))

// GreetingSettings: what is said to whoever is added, in the order in which it is tried, and how it went.
export default function GreetingSettings() {
  const t = useWords(greetingWords)
  const [edited, setEdited] = useState<Greeting | 'new'>()
  const used = edited !== undefined
  return (
    <SettingsPage room="greetings" actions={<Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited('new')}>{t.add}</Button>}>
      <All onEdit={setEdited} />
      <Welcomes />
      {used && <Suspense><Editor edited={edited} onClose={() => setEdited(undefined)} /></Suspense>}
    </SettingsPage>
  )
}

function All({ onEdit }: { onEdit: (g: Greeting | 'new') => void }) {
  const t = useWords(greetingWords)
  const greetings = useGreetings()
  const act = useAct()
  const queries = useQueryClient()
  const move = async (all: readonly Greeting[], from: number, to: number) => {
    const ids = all.map((g) => g.id)
    ids.splice(to, 0, ...ids.splice(from, 1))
    await act(() => ask(api.PUT('/api/greetings/order', { body: { ids } })), t.moved)
    await queries.invalidateQueries({ queryKey: greetingsKey })
  }
  return (
    <Loaded query={greetings}>
      {({ items, none, days }) => {
        const unfit = none.reduce((n, x) => n + x.times, 0)
        return (
          <Section title={t.order} note={t.orderNote}>
            {items.length === 0 ? <Empty title={t.none} why={t.noneWhy} action={<Button onClick={() => onEdit('new')}>{t.add}</Button>} /> : (
              <ol className="plain">
                {items.map((g, n) => <One key={g.id} greeting={g} place={n + 1} days={days} onEdit={() => onEdit(g)} onUp={n > 0 ? () => void move(items, n, n - 1) : undefined} onDown={n < items.length - 1 ? () => void move(items, n, n + 1) : undefined} />)}
              </ol>
            )}
            {unfit > 0 && <p className="soft" style={{ marginTop: 12 }}>{t.unfit(count(unfit))}</p>}
          </Section>
        )
      }}
    </Loaded>
  )
}

interface OneProps { greeting: Greeting; place: number; days: number; onEdit: () => void; onUp?: () => void; onDown?: () => void }

function One({ greeting: g, place, days, onEdit, onUp, onDown }: OneProps) {
  const t = useWords(greetingWords)
  const act = useAct()
  const queries = useQueryClient()
  const turn = async () => {
    await act(() => ask(api.PUT('/api/greetings/{id}', { params: { path: { id: g.id } }, body: { ...bodyOf(g), closed: !g.closed } })), g.closed ? t.openNow(g.name) : t.closedNow(g.name))
    await queries.invalidateQueries({ queryKey: greetingsKey })
  }
  return (
    <li className="greeting">
      <span className="soft num">{place}</span>
      <div className="what stack tight">
        <div className="row"><strong>{g.name}</strong>{g.closed && <Tag>{t.closed}</Tag>}</div>
        <p className="soft small">{[g.states.length > 0 ? t.codesAre(g.states.join(', ')) : t.anyCode, g.from_minute === g.until_minute ? t.allDay : t.hours(clockOf(g.from_minute), clockOf(g.until_minute)), g.rule ? '' : t.everybody, g.variants.length > 1 ? t.texts(String(g.variants.length)) : ''].filter(Boolean).join(' · ')}</p>
        {g.rule && <p className="small" style={{ overflowWrap: 'anywhere' }}>{t.only} <code>{g.rule}</code></p>}
        <p style={{ overflowWrap: 'anywhere' }}>{g.variants[0]?.text}</p>
        <Results of={g.results} days={days} />
      </div>
      <div className="acts">
        <Button type="text" icon={<ArrowUpOutlined />} aria-label={t.up(g.name)} title={t.up(g.name)} disabled={!onUp} onClick={onUp} />
        <Button type="text" icon={<ArrowDownOutlined />} aria-label={t.down(g.name)} title={t.down(g.name)} disabled={!onDown} onClick={onDown} />
        <Button onClick={onEdit}>{t.editAct}</Button>
        <Button type="text" onClick={() => void turn()}>{g.closed ? t.openAct : t.closeAct}</Button>
      </div>
    </li>
  )
}

// Results says how often a greeting went which way, and for what reasons it was not sent.
function Results({ of, days }: { of: readonly Tally[]; days: number }) {
  const t = useWords(greetingWords)
  const reasons: Record<string, string> = t.reasons
  const sum = (outcome: Tally['outcome']) => of.filter((x) => x.outcome === outcome)
  const times = (list: readonly Tally[]) => list.reduce((n, x) => n + x.times, 0)
  const sent = sum('sent')
  const mean = times(sent) > 0 ? sent.reduce((n, x) => n + x.took * x.times, 0) / times(sent) : undefined
  if (of.length === 0) return <p className="soft small">{t.results(String(days))} {t.noResults}</p>
  return (
    <div className="small">
      <p className="num"><span className="soft">{t.results(String(days))}</span> {(['sent', 'late', 'taken', 'refused', 'failed'] as const).filter((o) => times(sum(o)) > 0).map((o) => `${t.outcomes[o]} ${count(times(sum(o)))}`).join(' · ')}{mean !== undefined && ` · ${t.meanTook(took(mean))}`}</p>
      {of.filter((x) => x.reason).map((x) => <p key={x.variant + x.outcome + x.reason} className="soft num">{t.outcomes[x.outcome]} {x.variant}: {reasons[x.reason] ?? x.reason} × {count(x.times)}</p>)}
    </div>
  )
}

// took writes how long a greeting took: ms below a second.
export const took = (ms: number) => (ms < 1000 ? `${Math.round(ms)} ms` : lasting(ms))
