import { useQuery } from '@tanstack/react-query'
import { Alert } from 'antd'
import { api, ask } from '@/api/client'
import { count, decimal, share } from '@/format'
import { Loaded } from '@/parts/feedback'
import { Section } from '@/parts/page'
import { useWords } from '@/words'
import { variants, type Count, type Funnel } from './data'
import { words } from './words'

// Effect shows how far visitors came, and which variant is better as soon as that can be said.
export function Effect({ id }: { id: string }) {
  const funnel = useQuery({ queryKey: ['landings', 'funnel', id], refetchInterval: 15_000, queryFn: ({ signal }) => ask(api.GET('/api/landings/{id}/funnel', { params: { path: { id } }, signal })) })
  return <Loaded query={funnel}>{(f) => <Figures funnel={f} />}</Loaded>
}

function Figures({ funnel: f }: { funnel: Funnel }) {
  const t = useWords(words)
  const divided = f.variants.every((v) => v.views > 0)
  const name = (v: string) => t.variant[variants.find((x) => x === v) ?? 'a']
  return (
    <div className="stack">
      {divided && <Verdict of={f.comparison} />}
      <Section title={divided ? t.byVariant : t.funnel} note={t.funnelWhy} flush><Table label={t.byVariant} rows={divided ? f.variants : f.variants.slice(0, 1)} head={t.variantOf} name={(c) => name(c.variant)} /></Section>
      <Section title={t.stay} note={t.stayWhy} flush><Stay rows={divided ? f.variants : f.variants.slice(0, 1)} channels={f.channels} name={(c, whole) => (whole ? name(c.variant) : `${c.channel || t.noChannel}${divided ? ` · ${name(c.variant)}` : ''}`)} /></Section>
      <Section title={t.byChannel} flush><Table label={t.byChannel} rows={f.channels} head={t.channel} name={(c) => `${c.channel || t.noChannel}${divided ? ` · ${name(c.variant)}` : ''}`} /></Section>
    </div>
  )
}

function Verdict({ of: c }: { of: Funnel['comparison'] }) {
  const t = useWords(words)
  const p = decimal(c.p, 3)
  if (!c.enough) return <Alert type="info" showIcon title={t.tooFew(count(c.a), count(c.b))} />
  const better = variants.find((v) => v === c.better)
  return better ? <Alert type="success" showIcon title={t.better(t.variant[better], p, count(c.a), count(c.b))} /> : <Alert type="info" showIcon title={t.notYet(p, count(c.a), count(c.b))} />
}

const steps = ['views', 'seen', 'clicked', 'begun', 'leads', 'friends', 'orders'] as const

function Table({ label, rows, head, name }: { label: string; rows: readonly Count[]; head: string; name: (c: Count) => string }) {
  const t = useWords(words)
  const titles = { views: t.views, seen: t.seen, clicked: t.clicked, begun: t.begun, leads: t.leadsOf, friends: t.friends, orders: t.orders }
  return (
    <div className="sheet" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead><tr><th scope="col">{head}</th>{steps.map((s) => <th key={s} scope="col" className="n">{titles[s]}</th>)}<th scope="col" className="n">{t.rate}</th><th scope="col" className="n">{t.leadRate}</th></tr></thead>
        <tbody>
          {rows.map((c) => (
            <tr key={`${c.variant} ${c.channel}`}>
              <td>{name(c)}</td>{steps.map((s) => <td key={s} className="n">{count(c[s])}</td>)}
              <td className="n">{c.views > 0 ? share(c.clicked / c.views) : '—'}</td><td className="n">{c.views > 0 ? share(c.leads / c.views) : '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const quarters = [25, 50, 75, 100] as const

// Stay shows how far down visitors came and how long they looked, by variant and below by channel, with how many that is.
function Stay({ rows, channels, name }: { rows: readonly Count[]; channels: readonly Count[]; name: (c: Count, whole: boolean) => string }) {
  const t = useWords(words)
  const line = (c: Count, whole: boolean) => (
    <tr key={`${whole} ${c.variant} ${c.channel}`}>
      <td>{name(c, whole)}</td><td className="n">{count(c.told)}</td>
      {quarters.map((q) => <td key={q} className="n">{c.told > 0 ? share(c[`down${q}`] / c.told) : '—'}</td>)}
      <td className="n">{c.dwell > 0 ? t.seconds(decimal(c.dwell / 1000, 1)) : '—'}</td>
    </tr>
  )
  return (
    <div className="sheet" tabIndex={0} role="region" aria-label={t.stay}>
      <table>
        <thead><tr><th scope="col">{t.variantOf} / {t.channel}</th><th scope="col" className="n">{t.told} (n)</th>{quarters.map((q) => <th key={q} scope="col" className="n">{t.down(q)}</th>)}<th scope="col" className="n">{t.dwell}</th></tr></thead>
        <tbody>{rows.map((c) => line(c, true))}{channels.map((c) => line(c, false))}</tbody>
      </table>
    </div>
  )
}
