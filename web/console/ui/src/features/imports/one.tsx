import { DownloadOutlined } from '@ant-design/icons'
import { useParams } from '@tanstack/react-router'
import { Alert, Button, Progress } from 'antd'
import type { Import } from '@/api/types'
import { count, lasting, moment } from '@/format'
import { Allowed, Loaded } from '@/parts/feedback'
import { useGo } from '@/parts/link'
import { Page, Section } from '@/parts/page'
import { to } from '@/paths'
import { useSay, useWords } from '@/words'
import { goesOn, useImport, useKinds } from './api'
import { percentOf, State, took } from './list'
import { delimiterWord, readMapping } from './mapping'
import { bytes } from './numbers'
import { Stop } from './stop'
import { Undo } from './undo'
import { kindWord, words } from './words'

// ImportPage is one file: how far it is, what came of it, and the way back.
export default function ImportPage() {
  const t = useWords(words)
  const go = useGo()
  const { id = '' } = useParams({ strict: false })
  const one = useImport(id)
  const i = one.data
  return (
    <Page title={i?.file_name ?? t.title} crumbs={[{ title: t.title, to: to.imports() }]} extra={i && <State one={i} />}
      subtitle={i && `${kindWord(t, i.kind)} · ${i.source} · ${bytes(i.file_bytes)} · ${moment(i.created_at)}`}
      actions={<Allowed to="import.run" quiet><Button onClick={() => go(to.newImport())}>{t.again}</Button></Allowed>}>
      <Allowed to="import.run"><Loaded query={one}>{(found) => <One i={found} />}</Loaded></Allowed>
    </Page>
  )
}

function One({ i }: { i: Import }) {
  const t = useWords(words)
  const say = useSay()
  return (
    <div className="stack">
      {i.error && <Alert type={i.state === 'cancelled' ? 'info' : 'error'} showIcon title={say(i.error)} role="alert" />}
      {i.state === 'undone' && <Alert type="info" showIcon title={t.undoneWhy} />}
      {goesOn(i) && <Running i={i} />}
      <Results i={i} />
      <div className="split" style={{ alignItems: 'start' }}><Counts i={i} /><HowRead i={i} /></div>
      {(i.state === 'done' || i.state === 'failed' || i.state === 'cancelled') && <Undo i={i} />}
    </div>
  )
}

function Running({ i }: { i: Import }) {
  const t = useWords(words)
  const parts = [t.of(count(i.rows), count(i.total)), i.rate > 0 && t.rate(count(Math.round(i.rate))), i.left_ms > 0 && t.left(lasting(i.left_ms))].filter(Boolean)
  return (
    <section className="card" aria-live="polite">
      <Progress percent={percentOf(i)} aria-label={t.progress} />
      <p className="num">{parts.join(' · ')}</p>
      <div className="row">
        <p className="soft small grow">{i.state === 'waiting' ? t.waitingWhy : i.state === 'running' ? t.runningWhy : t.undoingWhy}</p>
        {i.state !== 'undoing' && <Stop i={i} />}
      </div>
    </section>
  )
}

function Results({ i }: { i: Import }) {
  const t = useWords(words)
  const tiles = [{ title: t.added, n: i.added, why: t.addedWhy }, { title: t.same, n: i.same, why: t.sameWhy }, { title: t.rejected, n: i.rejected, why: t.rejectedWhy }]
  return (
    <section aria-label={t.summary} className="cards">
      {tiles.map((x) => <div key={x.title} className="stat" style={{ cursor: 'default' }}><span className="label">{x.title}</span><span className="value">{count(x.n)}</span><span className="note">{x.why}</span></div>)}
      {i.rejected > 0 && (
        <div className="stat" style={{ cursor: 'default', justifyContent: 'center', gap: 8 }}>
          <Button icon={<DownloadOutlined />} href={`/api/imports/${i.id}/rejects`} download={`rejects-${i.file_name}.csv`}>{t.downloadRejects}</Button>
          <span className="note">{t.rejectsHint}</span>
        </div>
      )}
    </section>
  )
}

function Counts({ i }: { i: Import }) {
  const t = useWords(words)
  const list = useKinds().sortsOf(i.counts)
  return (
    <Section title={t.counts} note={i.work_ms > 0 ? `${t.of(count(i.rows), count(i.total))} · ${t.took} ${took(i, t.under)} · ${t.rate(count(Math.round(i.rate)))}` : undefined} flush>
      <div className="sheet" tabIndex={0} role="region" aria-label={t.counts}>
        <table>
          <thead><tr><th scope="col">{t.sort}</th><th scope="col" className="n">{t.number}</th></tr></thead>
          <tbody>{list.map((s) => <tr key={s.code}><td>{s.title}</td><td className="n">{count(s.n)}</td></tr>)}{list.length === 0 && <tr><td colSpan={2} className="soft">—</td></tr>}</tbody>
        </table>
      </div>
    </Section>
  )
}

function HowRead({ i }: { i: Import }) {
  const t = useWords(words)
  const { fieldName } = useKinds()
  const m = readMapping(i.mapping)
  const format = m.format && (m.format.container === 'xlsx' ? `${t.workbook} · ${m.format.sheet}` : `${m.format.encoding.toUpperCase()} · ${delimiterWord(t, m.format.delimiter)}`)
  return (
    <Section title={t.howItWasRead} note={[format, i.zone, m.timeFormat].filter(Boolean).join(' · ')} flush>
      <div className="sheet" tabIndex={0} role="region" aria-label={t.howItWasRead}>
        <table>
          <thead><tr><th scope="col">{t.field}</th><th scope="col">{t.column}</th></tr></thead>
          <tbody>{Object.entries(m.columns).map(([field, from]) => <tr key={field}><td>{fieldName(i.kind, field)}</td><td>{from.startsWith('=') ? t.constant(from.slice(1)) : from}</td></tr>)}</tbody>
        </table>
      </div>
    </Section>
  )
}
