import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Checkbox } from 'antd'
import { useCallback } from 'react'
import { api, ask } from '@/api/client'
import { count, date, share } from '@/format'
import { AsOf } from '@/parts/as-of'
import { Allowed, Empty, ErrorState, SkeletonCards } from '@/parts/feedback'
import { FilterBar, PickFilter, SearchBox } from '@/parts/filter-bar'
import { GroupLink, useGo } from '@/parts/link'
import { useOpenMetric } from '@/parts/metric-open'
import { useStaffNames, useStoreNames } from '@/parts/names'
import { Page } from '@/parts/page'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { StatCard } from '@/parts/stat-card'
import { choice, flag, text, useQueryState, whole, type StateOf } from '@/parts/state'
import { to } from '@/paths'
import { useSay, useWords } from '@/words'
import { Fill, KindName, LifeTag, StateTag } from './bits'
import { groupName, kinds, lifeCodes, states, useLives, type Group } from './data'
import { PageSwitch } from './switch'
import { words } from './words'

const fields = { kind: choice(['', ...kinds, 'none'], ''), state: choice(['', ...states], ''), health: choice(['', ...lifeCodes], ''), store: text(), staff: text(), area: text(), series: text(), nobrief: flag(), page: text(), limit: whole(50) }
const clear = { kind: '', state: '', health: '', store: '', staff: '', area: '', series: '', nobrief: false } as const

// CommunitiesPage is the list of groups with how each one lives.
export default function CommunitiesPage() {
  const t = useWords(words)
  const go = useGo()
  return (
    <Page title={t.title} subtitle={t.subtitle}
      actions={<><PageSwitch at="list" /><Allowed to="community.edit" quiet><Button type="primary" onClick={() => go(to.newCommunity())}>{t.newGroup}</Button></Allowed></>}>
      <Allowed to="community.read"><div className="stack"><Allowed to="insight.read" quiet><Lives /></Allowed><List /></div></Allowed>
    </Page>
  )
}

// Lives counts the groups by how they were judged; a press opens the definition and the groups behind the number.
function Lives() {
  const say = useSay()
  const open = useOpenMetric()
  const { answer, query } = useLives()
  const t = useWords(words)
  if (!answer) return query.error ? <section className="card"><ErrorState error={query.error} retry={() => void query.refetch()} small /></section> : <SkeletonCards n={5} />
  return (
    <section aria-label={t.health}>
      <div className="row" style={{ marginBottom: 8 }}><h2 className="grow">{t.health}</h2><AsOf at={answer.as_of} /></div>
      <div className="cards two" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(min(46%, 150px), 1fr))' }}>
        {lifeCodes.map((code) => {
          const v = answer.values.find((x) => x.name === code)
          return v && <StatCard key={code} title={t.life[code]} value={v.number} unit={v.unit} note={say(v.title).toLowerCase() === t.life[code].toLowerCase() ? undefined : say(v.title)} onOpen={() => open({ metric: 'health', answer, value: code })} />
        })}
      </div>
    </section>
  )
}

function List() {
  const t = useWords(words)
  const go = useGo()
  const [state, set] = useQueryState(fields)
  const { kind, store, staff, area, series, nobrief, page, limit } = state
  const query = {
    kind: kind === '' || kind === 'none' ? undefined : kind, undecided: kind === 'none' || undefined, state: state.state || undefined, health: state.health || undefined, store_id: store || undefined,
    staff_id: staff || undefined, area: area || undefined, series: series || undefined, no_brief: nobrief || undefined, limit, after: pageQuery(page).after,
  }
  const groups = useQuery({
    queryKey: ['communities', 'list', query], placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const found = await ask(api.GET('/api/communities', { params: { query }, signal }))
      return { ...found, total: found.groups }
    },
  })
  const filtered = !!(kind || state.state || state.health || store || staff || area || series || nobrief)
  const empty = filtered
    ? <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={() => set(clear)}>{t.clear}</Button>} />
    : <Empty title={t.none} why={t.noneWhy} action={<Allowed to="community.edit" quiet><Button type="primary" onClick={() => go(to.newCommunity())}>{t.newGroup}</Button></Allowed>} />
  return (
    <ResourceTable<Group> name="communities" label={t.title} columns={useColumns()} rowKey={(g) => g.id} query={groups} empty={empty} page={page}
      onPage={(next) => set({ page: next })} limit={limit} onLimit={(n) => set({ limit: n })} filters={<Filters state={state} set={set} filtered={filtered} />} />
  )
}

type Filter = StateOf<typeof fields>

function Filters({ state, set, filtered }: { state: Filter; set: (change: Partial<Filter>, replace?: boolean) => void; filtered: boolean }) {
  const t = useWords(words)
  const stores = useStoreNames()
  const staff = useStaffNames()
  const area = useCallback((v: string) => set({ area: v }, true), [set])
  const series = useCallback((v: string) => set({ series: v }, true), [set])
  return (
    <FilterBar active={filtered} onClear={() => set(clear)}>
      <PickFilter label={t.kindOf} value={state.kind} onChange={(v) => set({ kind: fields.kind.read(v) })} options={[...kinds.map((k) => ({ value: k, label: t.kind[k] })), { value: 'none', label: t.undecided }]} />
      <PickFilter label={t.stateOf} value={state.state} onChange={(v) => set({ state: fields.state.read(v) })} options={states.map((s) => ({ value: s, label: t.state[s] }))} />
      <Allowed to="insight.read" quiet><PickFilter label={t.health} value={state.health} onChange={(v) => set({ health: fields.health.read(v) })} options={lifeCodes.map((l) => ({ value: l, label: t.life[l] }))} /></Allowed>
      <PickFilter label={t.store} value={state.store} onChange={(v) => set({ store: v })} options={stores.options} />
      <PickFilter label={t.owner} value={state.staff} onChange={(v) => set({ staff: v })} options={staff.options} />
      <SearchBox label={t.area} value={state.area} onChange={area} width={130} />
      <SearchBox label={t.series} value={state.series} onChange={series} width={130} />
      <Checkbox checked={state.nobrief} onChange={(e) => set({ nobrief: e.target.checked })}>{t.noBrief}</Checkbox>
    </FilterBar>
  )
}

function useColumns(): Col<Group>[] {
  const t = useWords(words)
  const stores = useStoreNames()
  const staff = useStaffNames()
  const { lives } = useLives()
  const of = (g: Group, name: string) => lives.get(g.id)?.row.get(name)
  return [
    { key: 'name', title: t.name, fixed: true, cell: (g) => <><GroupLink id={g.id} name={groupName(g)} unnamed={t.unnamedGroup} />{g.topic && <span className="soft small"> · {g.topic}</span>}</> },
    { key: 'kind', title: t.kindOf, cell: (g) => <KindName kind={g.kind} /> },
    { key: 'state', title: t.stateOf, cell: (g) => <StateTag state={g.state} /> },
    { key: 'health', title: t.health, cell: (g) => <LifeTag life={lives.get(g.id)} /> },
    { key: 'members', title: t.members, number: true, cell: (g) => <Fill group={g} /> },
    { key: 'acts7', title: t.acts7, number: true, cell: (g) => count(of(g, 'acts7')) },
    { key: 'lurkers', title: t.lurkers, number: true, cell: (g) => share(of(g, 'lurkers')) },
    { key: 'silent', title: t.silent, number: true, hidden: true, cell: (g) => count(of(g, 'silent')) },
    { key: 'owner', title: t.owner, cell: (g) => staff.nameOf(g.staff_id) },
    { key: 'store', title: t.store, cell: (g) => stores.nameOf(g.store_id) },
    { key: 'brief', title: t.brief, cell: (g) => (g.brief ? t.written(String(g.brief)) : <span className="warn">{t.notWritten}</span>) },
    { key: 'area', title: t.area, hidden: true, cell: (g) => g.area || '—' },
    { key: 'series', title: t.series, hidden: true, cell: (g) => g.series || '—' },
    { key: 'opened', title: t.opened, hidden: true, cell: (g) => date(g.opened_at || g.created_at) },
  ]
}
