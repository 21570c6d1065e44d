import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Drawer, Tag } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { moment, money } from '@/format'
import { useAct } from '@/parts/confirm'
import { Allowed, Empty, Loaded } from '@/parts/feedback'
import { Page, Section } from '@/parts/page'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { say, words } from './words'

type Day = Schema<'BillDayView'>

const fields = { page: text(), limit: whole(50) }

// BillPage shows how the provider's bills compare with our book, day by day, and the trial balance of the book.
export default function BillPage() {
  const t = useWords(words)
  return (
    <Page title={t.billTitle} subtitle={t.billSubtitle} crumbs={[{ title: t.title, to: to.payments() }]}>
      <Allowed to="pay.read"><div className="stack"><Days /><Trial /></div></Allowed>
    </Page>
  )
}

function Days() {
  const t = useWords(words)
  const [{ page, limit }, set] = useQueryState(fields)
  const [open, setOpen] = useState<string>()
  const query = { limit, after: pageQuery(page).after }
  const days = useQuery({ queryKey: ['pay', 'days', query], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/pay/days', { params: { query }, signal })) })
  const columns: Col<Day>[] = [
    { key: 'day', title: t.day, fixed: true, cell: (d) => <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setOpen(d.day)}><span className="num">{d.day}</span></Button> },
    { key: 'ours', title: t.ours, number: true, cell: (d) => d.ours },
    { key: 'theirs', title: t.theirs, number: true, cell: (d) => d.theirs },
    { key: 'differences', title: t.differences, cell: (d) => (d.differences ? <Tag color="error">{d.differences}</Tag> : t.match) },
    { key: 'at', title: t.comparedAt, cell: (d) => <span className="num">{moment(d.at)}</span> },
  ]
  return (
    <>
      <ResourceTable<Day> name="bill-days" label={t.billTitle} columns={columns} rowKey={(d) => d.day} query={days} page={page} onPage={(next) => set({ page: next })} limit={limit} onLimit={(n) => set({ limit: n })} empty={<Empty title={t.noDays} why={t.noDaysWhy} />} />
      {open && <Differences day={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

// Differences says of each row on which bill and book disagree what it means and what to do.
function Differences({ day, onClose }: { day: string; onClose: () => void }) {
  const t = useWords(words)
  const act = useAct()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const all = useQuery({ queryKey: ['pay', 'differences', day], queryFn: ({ signal }) => ask(api.GET('/api/pay/days/{day}', { params: { path: { day } }, signal })) })
  const again = async () => {
    setBusy(true)
    if (await act(() => ask(api.POST('/api/pay/days/{day}', { params: { path: { day } } })), t.compared)) await queries.invalidateQueries({ queryKey: ['pay'] })
    setBusy(false)
  }
  return (
    <Drawer open onClose={onClose} size={560} title={day} extra={<Allowed to="pay.refund" quiet><Button loading={busy} onClick={() => void again()}>{t.compareAgain}</Button></Allowed>}>
      <Loaded query={all}>
        {({ items }) => (items.length === 0 ? <p>{t.allMatch}</p> : (
          <div className="stack">
            {items.map((d) => (
              <Section key={d.id} title={`${t.kinds[d.kind]} · ${t.whats[d.what]}`}>
                <p className="row"><span>{t.ourAmount} <strong className="num">{d.what === 'extra' ? '—' : money(d.ours)}</strong></span><span>{t.theirAmount} <strong className="num">{d.what === 'missing' ? '—' : money(d.theirs)}</strong></span></p>
                <p style={{ overflowWrap: 'anywhere' }}>{t.number} <code>{d.number}</code> <code>{d.provider_no}</code></p>
                <p><strong>{t.means}</strong> {t.meaning[d.what]}</p>
                <p><strong>{t.todo}</strong> {t.advice[d.what]}</p>
              </Section>
            ))}
          </div>
        ))}
      </Loaded>
    </Drawer>
  )
}

// Trial is the trial balance: both sides of the book, by kind of account.
function Trial() {
  const t = useWords(words)
  const trial = useQuery({ queryKey: ['pay', 'trial'], queryFn: ({ signal }) => ask(api.GET('/api/pay/trial', { signal })) })
  return (
    <Section title={t.trial}>
      <Loaded query={trial}>
        {({ items }) => {
          const debits = items.reduce((sum, a) => sum + a.debits, 0)
          const credits = items.reduce((sum, a) => sum + a.credits, 0)
          return (
            <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={t.trial}>
              <table className="plain-table" style={{ width: '100%', borderCollapse: 'collapse' }}>
                <thead><tr><th scope="col" style={{ textAlign: 'start' }}>{t.account}</th><th scope="col" style={{ textAlign: 'end' }}>{t.debits}</th><th scope="col" style={{ textAlign: 'end' }}>{t.credits}</th></tr></thead>
                <tbody>
                  {items.map((a) => <tr key={a.kind}><td>{say(t.accounts, a.kind)}</td><td className="num" style={{ textAlign: 'end' }}>{money(a.debits)}</td><td className="num" style={{ textAlign: 'end' }}>{money(a.credits)}</td></tr>)}
                  <tr><th scope="row" style={{ textAlign: 'start' }}>{t.sum}</th><td className="num" style={{ textAlign: 'end' }}>{money(debits)}</td><td className="num" style={{ textAlign: 'end' }}>{money(credits)}</td></tr>
                </tbody>
              </table>
              <p className={debits === credits ? 'soft' : 'warn'}>{debits === credits ? t.balanced : t.unbalanced}</p>
            </div>
          )
        }}
      </Loaded>
    </Section>
  )
}
