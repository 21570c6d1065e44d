import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { lazy, Suspense, useCallback, useState } from 'react'
import { api, ask } from '@/api/client'
import { moment } from '@/format'
import { PageSwitch } from '@/features/communities/switch'
import { Allowed, Empty } from '@/parts/feedback'
import { FilterBar, PickFilter, SearchBox } from '@/parts/filter-bar'
import { A, useGo } from '@/parts/link'
import { useStoreNames } from '@/parts/names'
import { Page } from '@/parts/page'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { codeKinds, codeStates, media, one, type Code } from './data'
import { words } from './words'

const Editor = lazy(() => import('./editor'))
const fields = { state: choice(['', ...codeStates], ''), kind: choice(['', ...codeKinds], ''), q: text(), page: text(), limit: whole(50) }
const clear = { state: '', kind: '', q: '' } as const

// CodesPage lists the codes that are printed.
export default function CodesPage() {
  const t = useWords(words)
  const go = useGo()
  const [making, setMaking] = useState(false)
  const make = <Allowed to="community.edit" quiet><Button type="primary" onClick={() => setMaking(true)}>{t.make}</Button></Allowed>
  return (
    <Page title={t.title} subtitle={t.subtitle} actions={<><PageSwitch at="codes" /><A to={to.capacity()}>{t.capacity}</A>{make}</>}>
      <Allowed to="community.read"><Codes make={make} /></Allowed>
      {making && <Suspense><Editor onClose={() => setMaking(false)} onSaved={(c) => go(to.code(c.id))} /></Suspense>}
    </Page>
  )
}

function Codes({ make }: { make: React.ReactNode }) {
  const t = useWords(words)
  const [{ state, kind, q, page, limit }, set] = useQueryState(fields)
  const query = { state: state || undefined, kind: kind || undefined, q: q || undefined, limit, after: pageQuery(page).after }
  const codes = useQuery({ queryKey: ['livecodes', 'list', query], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/livecodes', { params: { query }, signal })) })
  const search = useCallback((v: string) => set({ q: v }, true), [set])
  const filtered = !!(state || kind || q)
  return (
    <ResourceTable<Code> name="livecodes" label={t.title} columns={useColumns()} rowKey={(c) => c.id} query={codes} page={page} onPage={(next) => set({ page: next })} limit={limit} onLimit={(n) => set({ limit: n })}
      empty={filtered ? <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={() => set(clear)}>{t.clear}</Button>} /> : <Empty title={t.none} why={t.noneWhy} action={make} />}
      filters={(
        <FilterBar active={filtered} onClear={() => set(clear)}>
          <PickFilter label={t.stateOf} value={state} onChange={(v) => set({ state: fields.state.read(v) })} options={codeStates.map((s) => ({ value: s, label: t.state[s] }))} />
          <PickFilter label={t.kindOf} value={kind} onChange={(v) => set({ kind: fields.kind.read(v) })} options={codeKinds.map((k) => ({ value: k, label: t.kind[k] }))} />
          <SearchBox label={t.search} value={q} onChange={search} width={180} />
        </FilterBar>
      )} />
  )
}

const colours = { draft: undefined, live: 'success', paused: 'warning', closed: undefined } as const

// StateTag says whether a code leads on.
export function StateTag({ code }: { code: Code }) {
  const t = useWords(words)
  const state = one(codeStates, code.state) ?? 'draft'
  return <Tag color={colours[state]}>{t.state[state]}</Tag>
}

// useTrouble says what troubles a code; '' nothing.
export function useTrouble(): (trouble: string) => string {
  const t = useWords(words)
  return (trouble) => {
    switch (trouble) {
      case '': return ''
      case 'nobody': case 'groups_full': case 'company_full': case 'wecom.unset': return t.trouble[trouble]
      default: return t.trouble.other(trouble)
    }
  }
}

function useColumns(): Col<Code>[] {
  const t = useWords(words)
  const stores = useStoreNames()
  const trouble = useTrouble()
  return [
    { key: 'name', title: t.name, fixed: true, cell: (c) => <A to={to.code(c.id)}>{c.name}</A> },
    { key: 'state', title: t.stateOf, cell: (c) => <StateTag code={c} /> },
    { key: 'kind', title: t.kindOf, cell: (c) => t.kind[one(codeKinds, c.kind) ?? 'person'] },
    { key: 'medium', title: t.mediumOf, cell: (c) => t.medium[one(media, c.medium) ?? 'other'] },
    { key: 'source', title: t.source, cell: (c) => c.source },
    { key: 'standing', title: t.standing, cell: (c) => { const wrong = c.state === 'live' ? c.branches.find((b) => b.trouble)?.trouble ?? '' : ''; return wrong ? <span className="warn">{trouble(wrong)}</span> : c.branches.flatMap((b) => b.behind).join('、') || '—' } },
    { key: 'store', title: t.store, hidden: true, cell: (c) => stores.nameOf(c.store_id) },
    { key: 'created', title: t.day, hidden: true, cell: (c) => moment(c.created_at) },
  ]
}
