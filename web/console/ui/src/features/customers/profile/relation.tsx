import { CheckCircleFilled, LockOutlined } from '@ant-design/icons'
import { Button, Progress, Tag } from 'antd'
import { useState } from 'react'
import { useMay } from '@/api/session'
import { count, date, decimal, moment } from '@/format'
import { Loaded } from '@/parts/feedback'
import { useStaffNames } from '@/parts/names'
import { Section } from '@/parts/page'
import { useSay, useWords } from '@/words'
import { useScale, type Scale } from '../scales'
import { useStanding, type Standing } from './data'
import { Lift } from './lift'
import { profileWords } from './words'

const scales = { ladder: ['buyer', 'fan', 'friend', 'partner', 'shareholder'], depth: ['trust', 'participation', 'ritual', 'belonging'] } as const
type Climbed = keyof typeof scales

// Steps are the five levels with the next one's missing evidence.
export function Steps({ id }: { id: string }) {
  const standing = useStanding(id)
  return <Loaded query={standing}>{(s) => <Ladder s={s} scale="ladder" short />}</Loaded>
}

// Relation is where a person stands on every scale, by what evidence, and how they came there.
export function Relation({ id }: { id: string }) {
  const t = useWords(profileWords)
  const standing = useStanding(id)
  const may = useMay()
  const [lifting, setLifting] = useState(false)
  return (
    <Loaded query={standing}>
      {(s) => (
        <div className="stack">
          <div className="cards" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 420px), 1fr))' }}>
            <Section title={t.ladderTitle} note={t.ladderNote} actions={may('customer.edit') && <Button size="small" onClick={() => setLifting(true)}>{t.lift}</Button>}>
              <Ladder s={s} scale="ladder" />
            </Section>
            <Section title={t.depthTitle} note={t.depthNote}><Ladder s={s} scale="depth" /></Section>
          </div>
          <div className="cards" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 420px), 1fr))' }}>
            <Tie s={s} />
            <Minds s={s} />
          </div>
          <History s={s} />
          {lifting && <Lift id={id} standing={s} onClose={() => setLifting(false)} />}
        </div>
      )}
    </Loaded>
  )
}

function Ladder({ s, scale, short }: { s: Standing; scale: Climbed; short?: boolean }) {
  const t = useWords(profileWords)
  const words = useScale()
  const say = useSay()
  const reading = s[scale]
  return (
    <ol className="plain stack tight">
      {scales[scale].map((code, i) => {
        const reached = i < reading.value
        const needs = reading.evidence.filter((e) => e.step === code)
        const here = i + 1 === reading.value
        if (short && !here && i !== reading.value) return null
        return (
          <li key={code}>
            <div className="row">
              <span className={reached ? 'good' : 'soft'} aria-hidden="true">{reached ? <CheckCircleFilled /> : '○'}</span>
              <strong>{words.say(scale, code)}</strong>
              {here && <Tag color="processing">{t.here}</Tag>}
              {here && <span className="soft small num">{t.since(date(reading.since))}</span>}
              {here && scale === 'ladder' && s.pinned.code && <Tag icon={<LockOutlined />}>{t.pinned}</Tag>}
              {!reached && i === reading.value && <span className="soft small">{t.nextStep}</span>}
              <span className="sr">{reached ? t.reached : t.notReached}</span>
            </div>
            <ul className="plain" style={{ paddingInlineStart: 22 }}>
              {needs.map((e) => (
                <li key={e.what} className="row small">
                  <span className="grow soft">{say(e)}</span>
                  {e.day && <span className="soft num">{e.day}</span>}
                  <span className={`num ${e.have >= e.need ? 'good' : ''}`}>{e.have >= e.need ? '✓ ' : ''}{t.ofNeed(count(e.have), count(e.need))}</span>
                </li>
              ))}
            </ul>
          </li>
        )
      })}
      {reading.due_at > 0 && <li className="soft small">{t.lapses(date(reading.due_at))}</li>}
    </ol>
  )
}

function Tie({ s }: { s: Standing }) {
  const t = useWords(profileWords)
  const words = useScale()
  return (
    <Section title={t.tieTitle} note={t.tieNote(s.half_life)}>
      <p><span className="num" style={{ fontSize: 28, fontWeight: 650 }}>{decimal(s.tie, 1)}</span> <Tag>{s.band.word.code ? words.say('band', s.band.word.code) : t.noTie}</Tag></p>
      <p className="soft num">{t.habit(count(s.active_days), count(s.window_days))}</p>
      {s.acts.length > 0 && <p className="soft small">{t.actsLast}</p>}
      <ul className="plain">{s.acts.slice(0, 6).map((a, i) => <ActLine key={i} act={a} />)}</ul>
    </Section>
  )
}

function ActLine({ act }: { act: Standing['acts'][number] }) {
  const say = useSay()
  return <li className="row small"><span className="grow">{say(act)}{act.acts > 1 && ` ×${act.acts}`}</span><span className="soft num">{act.day}</span></li>
}

function Minds({ s }: { s: Standing }) {
  const t = useWords(profileWords)
  const say = useSay()
  return (
    <Section title={t.minds} note={t.mindsNote}>
      <ul className="plain stack tight">
        {s.minds.map((m) => (
          <li key={m.code}>
            <div className="row"><span className="grow">{say(m)}</span><span className={`num small ${m.holds ? 'good' : 'soft'}`}>{m.holds ? `✓ ${t.holds}` : t.notYet} · {t.ofNeed(count(m.have), count(m.need))}</span></div>
            <Progress percent={Math.min(100, Math.round((m.have / Math.max(1, m.need)) * 100))} showInfo={false} size="small" aria-label={say(m)} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function History({ s }: { s: Standing }) {
  const t = useWords(profileWords)
  const words = useScale()
  const staff = useStaffNames()
  const [all, setAll] = useState(false)
  if (s.moves.length === 0) return <Section title={t.history}><p className="soft">{t.noHistory}</p></Section>
  const said = (aspect: Scale, code: string) => (code ? words.say(aspect, code) : t.nothing)
  const latest = [...s.moves].sort((a, b) => b.at - a.at)
  const rows = all ? latest : latest.slice(0, 10)
  return (
    <Section title={t.history} flush>
      <div className="sheet" tabIndex={0} role="region" aria-label={t.history}>
        <table>
          <thead><tr><th scope="col">{t.when}</th><th scope="col">{t.aspect}</th><th scope="col">{t.change}</th><th scope="col">{t.by}</th><th scope="col">{t.reason}</th></tr></thead>
          <tbody>
            {rows.map((m, i) => (
              <tr key={i}>
                <td className="num">{moment(m.at)}</td><td>{words.title(m.aspect as Scale)}</td>
                <td>{said(m.aspect as Scale, m.from)} → <strong>{said(m.aspect as Scale, m.to)}</strong></td>
                <td>{m.staff_id ? staff.nameOf(m.staff_id) : t.byRule}{m.forced && ` · ${t.forced}`}</td><td>{m.reason || '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {s.moves.length > rows.length && <div className="foot"><Button size="small" type="text" onClick={() => setAll(true)}>{t.showAll(count(s.moves.length))}</Button></div>}
    </Section>
  )
}
