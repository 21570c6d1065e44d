import { useMay } from '@/api/session'
import type { Answer } from '@/api/types'
import { AsOf } from '@/parts/as-of'
import { Allowed, Empty, Loaded, Skeleton } from '@/parts/feedback'
import { A } from '@/parts/link'
import { tableOf, useStored } from '@/parts/metric'
import { Page, Section } from '@/parts/page'
import { to } from '@/paths'
import { Onboarding } from '@/shell/onboarding'
import { useWords } from '@/words'
import { Bases } from './bases'
import { Changes } from './changes'
import { Cost } from './cost'
import { Acts } from './evening'
import { useEvening } from './evening-data'
import { useLoop } from './loop-data'
import { LoopPicture } from './picture'
import { Sources } from './sources'
import { Trend } from './trend'
import { words } from './words'

// LoopPage is the home of the console: is the loop turning, where does it thin, what changed, what to do.
export default function LoopPage() {
  const t = useWords(words)
  const may = useMay()
  const loop = useStored('loop')
  return (
    <Page title={t.title} subtitle={t.subtitle} extra={loop.data && <AsOf at={loop.data.as_of} />}>
      <div className="stack">
        <Onboarding />
        <Allowed to="insight.read">
          <Loaded query={loop} skeleton={<Skeleton lines={14} height={24} />}>
            {(answer) => (answer.window.days > 0 ? <Turning answer={answer} />
              : <Empty title={t.noOrders} why={t.noOrdersWhy} action={may('import.run') && <A to={to.newImport()}>{t.toImport}</A>} />)}
          </Loaded>
        </Allowed>
      </div>
    </Page>
  )
}

function Turning({ answer }: { answer: Answer }) {
  const t = useWords(words)
  const evening = useEvening()
  const data = useLoop()
  const classes = tableOf(answer, 'classes')
  const trend = tableOf(answer, 'trend')
  return (
    <>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 16 }}>
        <section className="card" aria-label={t.picture} style={{ flex: '999 1 min(100%, 620px)', display: 'flex', flexDirection: 'column', justifyContent: 'center' }}><LoopPicture loop={data} answer={answer} /></section>
        <div className="stack" style={{ flex: '1 1 min(100%, 320px)' }}>
          <Bases answer={answer} />
          <div style={{ display: 'grid', flex: '1 1 auto' }}><Section title={t.acts}><Loaded query={evening}>{(e) => <Acts list={e.acts} loop={data} />}</Loaded></Section></div>
        </div>
      </div>
      <div className="cards" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 440px), 1fr))' }}>
        <Section title={t.changed} note={t.changedNote}><Changes answer={answer} evening={evening.data} /></Section>
        {trend && <Section title={t.trend} note={t.trendNote}><Trend title={t.trend} table={trend} /></Section>}
      </div>
      <section className="stack tight" aria-label={t.costTitle}>
        <div className="row"><div className="grow"><h2>{t.costTitle}</h2><p className="soft small">{t.costNote}</p></div><A to={to.costs()}>{t.allCosts}</A></div>
        <Cost />
      </section>
      {classes && <Section title={t.classes} note={t.classesNote} flush><Sources answer={answer} table={classes} title={t.classes} /></Section>}
    </>
  )
}
