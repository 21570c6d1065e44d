import { useQuery } from '@tanstack/react-query'
import { Tag } from 'antd'
import { api, ask } from '@/api/client'
import { moment } from '@/format'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { text, useQueryState } from '@/parts/state'
import { useLang, useWords } from '@/words'
import { NamedPerson, PersonPick, usePeopleNames } from '../customers/people'
import { useAttributes, type Segment } from './data'
import { Reasons } from './reasons'
import { words } from './words'

const fields = { who: text() }

// Why answers for one person: in or out, by which clauses, since when, until when, and how it was before.
export function Why({ segment }: { segment: Segment }) {
  const t = useWords(words)
  const [{ who }, set] = useQueryState(fields)
  return (
    <Section title={t.whyTitle} note={t.whyNote}>
      <div className="stack">
        <div style={{ maxWidth: 420 }}><PersonPick value={who} onChange={(id) => set({ who: id })} label={t.whyPick} /></div>
        {who && <Answer segment={segment} who={who} />}
      </div>
    </Section>
  )
}

function Answer({ segment, who }: { segment: Segment; who: string }) {
  const t = useWords(words)
  const why = useQuery({ queryKey: ['segments', segment.id, 'why', who], queryFn: () => ask(api.GET('/api/segments/{id}/why', { params: { path: { id: segment.id }, query: { customer_id: who } } })) })
  const nameOf = usePeopleNames([who])
  return (
    <Loaded query={why}>
      {({ verdict, stays }) => {
        const since = stays.find((s) => s.until === 0)
        return (
          <div className="stack">
            <div className="row"><NamedPerson id={who} nameOf={nameOf} /><Tag color={verdict.in ? 'success' : 'default'}>{verdict.in ? t.isIn : t.isOut}</Tag>
              {since && <span className="soft num"> {t.since(moment(since.since))}</span>}
              {verdict.flips_at > 0 && <span className="soft num"> · {verdict.in ? t.leavesAt(moment(verdict.flips_at)) : t.entersAt(moment(verdict.flips_at))}</span>}
            </div>
            {segment.state === 'paused' && <p className="warn small">{t.pausedNote}</p>}
            <div><h3 className="soft">{t.clauses}</h3>{verdict.because.length > 0 ? <Reasons list={verdict.because} /> : <p className="soft">{t.noPerson}</p>}</div>
            {stays.length > 0 && <Stays stays={stays} />}
          </div>
        )
      }}
    </Loaded>
  )
}

interface Stay { id: string; since: number; until: number; entered_by: string; left_by: string }

function Stays({ stays }: { stays: Stay[] }) {
  const t = useWords(words)
  const caused = useCauses()
  return (
    <div>
      <h3 className="soft">{t.before}</h3>
      <div className="sheet" tabIndex={0} role="region" aria-label={t.before}>
        <table>
          <thead><tr><th scope="col">{t.entered}</th><th scope="col">{t.enteredBy}</th><th scope="col">{t.left}</th><th scope="col">{t.leftBy}</th></tr></thead>
          <tbody>{stays.map((s) => <tr key={s.id}><td className="num">{moment(s.since)}</td><td>{caused(s.entered_by)}</td><td className="num">{s.until ? moment(s.until) : t.still}</td><td>{s.until ? caused(s.left_by) : '—'}</td></tr>)}</tbody>
        </table>
      </div>
    </div>
  )
}

// useCauses names the attributes whose change let somebody in or out; time and build are said in words.
function useCauses(): (by: string) => string {
  const t = useWords(words)
  const { lang } = useLang()
  const attributes = useAttributes()
  const said = (name: string) => {
    if (name === 'time') return t.byTime
    if (name === 'build') return t.byBuild
    const a = attributes.data?.items.find((x) => x.name === name)
    return a ? (lang === 'zh' ? a.zh : a.en) : name
  }
  return (by) => (by ? by.split(/[,\s]+/).filter(Boolean).map(said).join(lang === 'zh' ? '、' : ', ') : '—')
}
