import { AsOf } from '@/parts/as-of'
import { Allowed, Empty, Loaded, Skeleton } from '@/parts/feedback'
import { A } from '@/parts/link'
import { useStored, valueOf } from '@/parts/metric'
import { useOpenMetric } from '@/parts/metric-open'
import { Page, Section } from '@/parts/page'
import { StatCard } from '@/parts/stat-card'
import type { Evening } from '@/api/types'
import { to } from '@/paths'
import { useSay, useWords } from '@/words'
import { Acts, Sentences } from './evening'
import { Marked } from './marked'
import { useEvening } from './evening-data'
import { words } from './words'

// EveningPage is what an owner reads on a phone before the day ends: is it turning, what did it cost, what to do.
export default function EveningPage() {
  const t = useWords(words)
  const evening = useEvening()
  return (
    <Page title={t.eveningTitle} subtitle={evening.data && t.eveningNote(evening.data.day)} extra={evening.data && <AsOf at={evening.data.as_of} />} crumbs={[{ title: t.title, to: to.loop() }]}>
      <Allowed to="insight.read">
        <div className="stack" style={{ maxWidth: 720 }}>
          <Figures />
          <Loaded query={evening} skeleton={<Skeleton lines={10} />}>{(e) => <Tonight evening={e} />}</Loaded>
        </div>
      </Allowed>
    </Page>
  )
}

function Figures() {
  const t = useWords(words)
  const say = useSay()
  const open = useOpenMetric()
  const { data } = useStored('evening')
  if (!data) return null
  const sr = valueOf(data, 'sr'), strict = valueOf(data, 'sr_strict'), cac = valueOf(data, 'cac')
  const w = data.window
  const press = (value: string) => () => open({ metric: 'evening', answer: data, value })
  return (
    <div className="cards two">
      {sr && <div style={{ gridColumn: '1 / -1' }}><Marked metric="evening" name="sr" value={sr.number}><StatCard title={t.last28} value={sr.number} unit="share" hero previous={valueOf(data, 'sr_before')?.number} better="up" note={<span className="num">{w.from} – {w.to}</span>} onOpen={press('sr')} /></Marked></div>}
      {strict && <Marked metric="evening" name="sr_strict" value={strict.number}><StatCard title={say(strict.title)} value={strict.number} unit="share" onOpen={press('sr_strict')} /></Marked>}
      {cac && <Marked metric="evening" name="cac" value={cac.number}><StatCard title={t.cac} value={cac.number} unit="fen" onOpen={press('cac')} /></Marked>}
    </div>
  )
}

function Tonight({ evening }: { evening: Evening }) {
  const t = useWords(words)
  return (
    <>
      <Section title={t.acts}>{evening.acts.length === 0 ? <Empty title={t.quietTonight} why={t.quietWhy} /> : <Acts list={evening.acts} />}</Section>
      <Sentences evening={evening} quiet />
      <p><A to={to.loop()}>{t.openLoop}</A></p>
    </>
  )
}
