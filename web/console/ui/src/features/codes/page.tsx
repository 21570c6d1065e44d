import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Alert, Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { api, ask } from '@/api/client'
import { ago, count, money } from '@/format'
import { useAct, ConfirmTyped } from '@/parts/confirm'
import { Facts } from '@/features/communities/bits'
import { Allowed, Loaded } from '@/parts/feedback'
import { useColleagues } from '@/parts/names'
import { Page, Section } from '@/parts/page'
import { PhoneCode, useReach } from '@/parts/reach'
import { StatCard } from '@/parts/stat-card'
import { to } from '@/paths'
import { useWords } from '@/words'
import { codeKinds, media, one, useCode, useFresh, useWeComGroups, type Code } from './data'
import { StateTag, useTrouble } from './list'
import { words } from './words'

const Editor = lazy(() => import('./editor'))

// CodePage is one code: what is printed, who stands behind it, and what came of it.
export default function CodePage() {
  const t = useWords(words)
  const { id = '' } = useParams({ strict: false })
  const code = useCode(id)
  const [editing, setEditing] = useState(false)
  return (
    <Page title={code.data?.name ?? t.title} crumbs={[{ title: t.communities, to: to.communities() }, { title: t.title, to: to.codes() }]}
      extra={code.data && <StateTag code={code.data} />} subtitle={code.data && `${t.kind[one(codeKinds, code.data.kind) ?? 'person']} · ${t.medium[one(media, code.data.medium) ?? 'other']} · ${code.data.source}`}
      actions={code.data && code.data.state !== 'closed' && <Allowed to="community.edit" quiet><Turns code={code.data} onEdit={() => setEditing(true)} /></Allowed>}>
      <Allowed to="community.read">
        <Loaded query={code}>{(c) => <div className="stack"><Troubles code={c} /><div className="split"><Printed code={c} /><div className="stack"><Standing code={c} /><Answers code={c} /></div></div><Came code={c} /></div>}</Loaded>
      </Allowed>
      {editing && code.data && <Suspense><Editor code={code.data} onClose={() => setEditing(false)} onSaved={() => undefined} /></Suspense>}
    </Page>
  )
}

function Turns({ code, onEdit }: { code: Code; onEdit: () => void }) {
  const t = useWords(words)
  const act = useAct()
  const fresh = useFresh()
  const [closing, setClosing] = useState(false)
  const params = { params: { path: { id: code.id } }, body: { version: code.version } }
  const turn = async (work: () => Promise<unknown>, done: string) => { await act(work, done); await fresh() }
  return (
    <>
      <Button onClick={onEdit}>{t.edit}</Button>
      {code.state === 'live'
        ? <Button onClick={() => void turn(() => ask(api.POST('/api/livecodes/{id}/pause', params)), t.paused)}>{t.pause}</Button>
        : <Button type="primary" onClick={() => void turn(() => ask(api.POST('/api/livecodes/{id}/publish', params)), t.published)}>{t.publish}</Button>}
      <Button danger type="text" onClick={() => setClosing(true)}>{t.close}</Button>
      <ConfirmTyped open={closing} title={t.close} what={t.closeWhat} typed={t.closeWord} act={t.close} onClose={() => setClosing(false)}
        onDone={() => turn(() => ask(api.POST('/api/livecodes/{id}/close', params)), t.closed)} />
    </>
  )
}

function Troubles({ code }: { code: Code }) {
  const trouble = useTrouble()
  const wrong = code.state === 'live' ? [...new Set(code.branches.map((b) => b.trouble).filter(Boolean))] : []
  return <>{wrong.map((w) => <Alert key={w} type="warning" showIcon title={trouble(w)} />)}</>
}

function Printed({ code }: { code: Code }) {
  const t = useWords(words)
  const picture = code.direct ? code.branches[0]?.picture : `/api/livecodes/${code.id}/picture`
  const address = useReach().at(code.path)
  return (
    <Section title={t.picture} note={t.pictureWhy}>
      <div className="stack" style={{ alignItems: 'center', textAlign: 'center' }}>
        {picture && (code.direct ? <img src={picture} alt={t.picture} width={240} height={240} style={{ background: '#fff', borderRadius: 12 }} /> : <PhoneCode src={picture} alt={t.picture} size={240} />)}
        {code.state === 'draft' && <p className="soft small">{t.draftPicture}</p>}
        {!code.direct && (
          <>
            <div className="row" style={{ justifyContent: 'center' }}>
              <Button href={`${picture}?format=svg`} download={`${code.name}.svg`}>{t.svg}</Button>
              <Button href={`${picture}?format=png&size=1200`} download={`${code.name}.png`}>{t.png}</Button>
            </div>
            <p className="small"><span className="soft">{t.link} </span><a href={address} target="_blank" rel="noreferrer">{address}</a></p>
          </>
        )}
      </div>
    </Section>
  )
}

// useKeyNames names members and groups by the keys of the channel.
function useKeyNames() {
  const staff = useColleagues()
  const groups = useWeComGroups()
  return (code: Code, key: string) => (code.kind === 'group' ? groups.data?.find((g) => g.code === key)?.name : staff.data?.find((s) => s.code === key)?.name) || key
}

function Standing({ code }: { code: Code }) {
  const t = useWords(words)
  const nameOf = useKeyNames()
  return (
    <Section title={t.standing} note={t.behindWhy}>
      <ul className="plain">
        {code.branches.map((b) => (
          <li key={b.number} className="line">
            <div>{(code.branches.length > 1) && <strong>{[b.area || t.everywhere, b.tag].filter(Boolean).join(' · ')} · </strong>}{b.behind.map((k) => nameOf(code, k)).join('、') || t.nobodyYet}</div>
            {b.put_at > 0 && <span className="soft small">{t.putAt(ago(b.put_at))}</span>}
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Answers({ code }: { code: Code }) {
  const t = useWords(words)
  return (
    <Section title={t.promise}>
      <Facts list={(['who', 'now', 'later', 'quiet'] as const).map((q) => [t[q], code.promise[q] || '—'] as const)} />
    </Section>
  )
}

function Came({ code }: { code: Code }) {
  const t = useWords(words)
  const counts = useQuery({ queryKey: ['livecodes', 'counts', code.id], refetchInterval: 15_000, queryFn: ({ signal }) => ask(api.GET('/api/livecodes/{id}/counts', { params: { path: { id: code.id } }, signal })) })
  return (
    <section aria-label={t.counts} className="stack">
      <h2>{t.counts}</h2>
      <Loaded query={counts}>
        {(n) => (
          <div className="cards two" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(46%, 220px), 1fr))' }}>
            <StatCard title={t.visits} value={n.known ? n.visits : null} unit="count" note={n.known ? t.visitsNote : t.unknownVisits} />
            <StatCard title={t.shown} value={n.known ? n.shown : null} unit="count" />
            <StatCard title={t.came} value={n.came} unit="count" />
            <StatCard title={t.fresh} value={n.fresh} unit="count" />
            <StatCard title={t.again} value={n.again} unit="count" />
            <StatCard title={t.still} value={n.still} unit="count" />
            <StatCard title={t.lost} value={n.lost} unit="count" />
            <StatCard title={t.perhead} value={n.spent > 0 && n.fresh > 0 ? n.perhead : null} unit="fen" text={n.spent > 0 && n.fresh > 0 ? money(n.perhead) : undefined} note={t.spentNote(code.source, code.name)} />
          </div>
        )}
      </Loaded>
      <Days days={counts.data?.days ?? []} />
    </section>
  )
}

function Days({ days }: { days: { day: string; came: number }[] }) {
  const t = useWords(words)
  if (days.length === 0) return null
  return (
    <Section title={t.days}>
      <Facts list={days.map((d) => [d.day, `${count(d.came)} ${t.people}`] as const)} />
    </Section>
  )
}
