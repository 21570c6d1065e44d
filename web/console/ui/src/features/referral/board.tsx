import { DownloadOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { useGroupNames, groupName } from '@/features/communities/data'
import { NamedPerson, usePeopleNames } from '@/features/customers/people'
import { DaysFilter } from '@/features/orders/days-filter'
import { count, date } from '@/format'
import { useAct } from '@/parts/confirm'
import { save } from '@/parts/download'
import { Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { A, useGo } from '@/parts/link'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { flag, text, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { words } from './words'

type Ranked = Schema<'RankView'> & { rank: number }

// So many are shown at first, and on demand.
const few = 20, many = 200

const fields = { from: text(), to: text(), group: text(), all: flag() }
const clear = { from: '', to: '', group: '' }

// Board ranks the inviters of a period, of one group or of all.
export function Board() {
  const t = useWords(words)
  const go = useGo()
  const groups = useGroupNames()
  const [{ from, to: until, group, all }, set] = useQueryState(fields)
  const query = { from: from || undefined, to: until || undefined, community_id: group || undefined }
  const board = useQuery({
    queryKey: ['referrals', 'board', query, all],
    queryFn: async ({ signal }) => {
      const b = await ask(api.GET('/api/referrals/board', { params: { query: { ...query, limit: all ? many : few } }, signal }))
      return { board: b, items: b.items.map((r, i): Ranked => ({ ...r, rank: i + 1 })), next: '' }
    },
    placeholderData: keepPreviousData,
  })
  const b = board.data?.board
  const columns = useColumns(usePeopleNames((b?.items ?? []).map((r) => r.inviter_id)))
  const filtered = !!(from || until || group)
  const note = b && [t.summary(count(b.inviters), count(b.total.invited), count(b.total.valid)), b.unknown !== null && t.unknownJoins(count(b.unknown)), all && b.inviters > many && t.truncated(count(many))].filter(Boolean).join(' · ')
  return (
    <section className="stack tight" aria-label={t.board}>
      <div><h2>{t.board}</h2><p className="soft small">{t.boardNote}</p></div>
      <ResourceTable<Ranked> name="inviters" label={t.board} columns={columns} rowKey={(r) => r.inviter_id} query={board} page="" onPage={() => undefined}
        empty={<Empty title={t.boardNone} why={filtered ? t.noMatchWhy : t.boardNoneWhy} action={filtered ? <Button onClick={() => set(clear)}>{t.clear}</Button> : <Button onClick={() => go(to.newImport())}>{t.boardImport}</Button>} />}
        tools={<Export query={query} none={!b?.items.length} />}
        filters={(
          <FilterBar active={filtered} onClear={() => set(clear)} extra={<span className="soft num" role="status">{note}</span>}>
            <DaysFilter from={from} to={until} words={t} onChange={set} />
            <PickFilter label={t.group} value={group} onChange={(v) => set({ group: v })} options={groups.all.map((g) => ({ value: g.id, label: groupName(g) }))} />
          </FilterBar>
        )} />
      {b && b.inviters > few && <div><Button type="text" aria-expanded={all} onClick={() => set({ all: !all })}>{all ? t.fewer : t.showMany(count(Math.min(b.inviters, many)))}</Button></div>}
    </section>
  )
}

function useColumns(nameOf: (id: string) => string | undefined): Col<Ranked>[] {
  const t = useWords(words)
  return [
    { key: 'inviter', title: t.inviter, fixed: true, cell: (r) => <span><span className="soft num" style={{ display: 'inline-block', minWidth: 28 }}>{r.rank}</span><NamedPerson id={r.inviter_id} nameOf={nameOf} /></span> },
    { key: 'valid', title: t.valid, number: true, cell: (r) => <strong>{count(r.valid)}</strong> },
    { key: 'invited', title: t.invited, number: true, cell: (r) => count(r.invited) },
    { key: 'invalid', title: t.invalid, number: true, cell: (r) => count(r.invalid) },
    { key: 'pending', title: t.pending, number: true, cell: (r) => count(r.pending) },
    { key: 'tree', title: t.tree, cell: (r) => <A to={to.tree(r.inviter_id)}>{t.tree}<span className="sr"> {nameOf(r.inviter_id)}</span></A> },
  ]
}

function Export({ query, none }: { query: { from?: string; to?: string; community_id?: string }; none: boolean }) {
  const t = useWords(words)
  const act = useAct()
  const [busy, setBusy] = useState(false)
  const take = async () => {
    setBusy(true)
    await act(async () => save(`${t.board}-${date(Date.now())}.csv`, await csv(query)), t.exported)
    setBusy(false)
  }
  return <Button icon={<DownloadOutlined />} loading={busy} disabled={none} onClick={() => void take()}>{t.csv}</Button>
}

// The board as a file takes the filter of the list; its description names none.
async function csv(query: Record<string, string | undefined>): Promise<Blob> {
  const words = Object.entries(query).filter((e): e is [string, string] => !!e[1])
  const path = `/api/referrals/board.csv?${new URLSearchParams(words).toString()}` as '/api/referrals/board.csv'
  return await ask(api.GET(path, { parseAs: 'blob' })) as unknown as Blob
}
