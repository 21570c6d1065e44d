import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { date } from '@/format'
import { Allowed, Empty, ErrorState, Skeleton } from '@/parts/feedback'
import { PersonLink } from '@/parts/link'
import { Page } from '@/parts/page'
import { pageAfter, pageQuery } from '@/parts/paging'
import { text, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { usePeopleNames } from './people'
import { SideBySide } from './profile/merge'
import { useMerge } from './profile/merged'
import { twinWords } from './words'

type Twin = Schema<'TwinView'>
const fields = { page: text() }

// TwinsPage lists pairs of records that may be one person, and merges a pair in one press.
export default function TwinsPage() {
  const t = useWords(twinWords)
  return <Page title={t.title} subtitle={t.subtitle} crumbs={[{ title: t.customers, to: to.customers() }]}><Allowed to="customer.read"><Pairs /></Allowed></Page>
}

function Pairs() {
  const t = useWords(twinWords)
  const [{ page }, set] = useQueryState(fields)
  const { after } = pageQuery(page)
  const twins = useQuery({ queryKey: ['twins', after], queryFn: () => ask(api.GET('/api/twins', { params: { query: { limit: 20, after } } })) })
  const items = twins.data?.items ?? []
  const nameOf = usePeopleNames(items.flatMap((x) => [x.a, x.b]))
  if (twins.error) return <section className="card"><ErrorState error={twins.error} retry={() => void twins.refetch()} /></section>
  if (twins.isPending) return <Skeleton />
  if (items.length === 0) return <section className="card"><Empty title={t.none} why={t.noneWhy} /></section>
  return (
    <section className="card flush">
      <ul className="plain pile">{items.map((x) => <Pair key={`${x.a}.${x.b}`} twin={x} nameOf={nameOf} />)}</ul>
      {(page || twins.data.next) && (
        <nav className="foot" aria-label={t.title}>
          <Button disabled={!page} onClick={() => set({ page: '' })}>{t.first}</Button>
          <Button disabled={!twins.data.next} onClick={() => set({ page: pageAfter(twins.data.next) })}>{t.next}</Button>
        </nav>
      )}
    </section>
  )
}

// A pair is opened side by side; the later record is merged into the one that was there first.
function Pair({ twin, nameOf }: { twin: Twin; nameOf: (id: string) => string | undefined }) {
  const t = useWords(twinWords)
  const merge = useMerge()
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const why: Record<string, string> = t.reason
  const [into, from] = twin.a < twin.b ? [twin.a, twin.b] : [twin.b, twin.a]
  const go = async () => { setBusy(true); await merge(from, into, t.mergeReason); setBusy(false) }
  return (
    <li className="stack tight">
      <div className="row">
        <span className="grow">
          <PersonLink id={into} name={nameOf(into)} /> <span className="soft" aria-hidden="true">≟</span> <PersonLink id={from} name={nameOf(from)} />
          <span className="soft small"> · {why[twin.reason] ?? twin.reason} · {date(twin.at)}</span>
        </span>
        <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? t.hide : t.compare}</Button>
        <Allowed to="customer.edit" quiet><Button size="small" loading={busy} onClick={() => void go()}>{t.merge}</Button></Allowed>
      </div>
      {open && <SideBySide from={from} into={into} />}
    </li>
  )
}
