import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { api, ask } from '@/api/client'
import { moment } from '@/format'
import { Allowed, Empty } from '@/parts/feedback'
import { FilterBar, PickFilter } from '@/parts/filter-bar'
import { A, useGo } from '@/parts/link'
import { useStaffNames, useStoreNames } from '@/parts/names'
import { Page } from '@/parts/page'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { models, states, useModelName, type Campaign } from './data'
import { StateTag } from './state-tag'
import { words } from './words'

const reviews = ['with', 'without'] as const
const fields = { state: choice(['', ...states], ''), model: choice(['', ...models], ''), review: choice(['', ...reviews], ''), page: text(), limit: whole(50) }
const clear = { state: '', model: '', review: '' } as const

// CampaignsPage lists the games that are offered.
export default function CampaignsPage() {
  const t = useWords(words)
  const go = useGo()
  const make = <Allowed to="campaign.edit" quiet><Button type="primary" onClick={() => go(to.newCampaign())}>{t.make}</Button></Allowed>
  const beside = <Allowed to="campaign.read" quiet><A to={to.landings()}>{t.landings}</A><A to={to.gifts()}>{t.gifts}</A></Allowed>
  return <Page title={t.title} subtitle={t.subtitle} actions={<>{beside}{make}</>}><Allowed to="campaign.read"><Campaigns make={make} /></Allowed></Page>
}

function Campaigns({ make }: { make: React.ReactNode }) {
  const t = useWords(words)
  const nameOf = useModelName()
  const [{ state, model, review, page, limit }, set] = useQueryState(fields)
  const query = { state: state || undefined, model: model || undefined, review: review || undefined, limit, after: pageQuery(page).after }
  const campaigns = useQuery({ queryKey: ['campaigns', 'list', query], placeholderData: keepPreviousData, queryFn: ({ signal }) => ask(api.GET('/api/campaigns', { params: { query }, signal })) })
  const filtered = !!(state || model || review)
  return (
    <ResourceTable<Campaign> name="campaigns" label={t.title} columns={useColumns()} rowKey={(c) => c.id} query={campaigns} page={page} onPage={(next) => set({ page: next })} limit={limit} onLimit={(n) => set({ limit: n })}
      empty={filtered ? <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={() => set(clear)}>{t.clear}</Button>} /> : <Empty title={t.none} why={t.noneWhy} action={make} />}
      filters={(
        <FilterBar active={filtered} onClear={() => set(clear)}>
          <PickFilter label={t.stateOf} value={state} onChange={(v) => set({ state: fields.state.read(v) })} options={states.map((s) => ({ value: s, label: t.state[s] }))} />
          <PickFilter label={t.modelOf} value={model} onChange={(v) => set({ model: fields.model.read(v) })} options={models.map((m) => ({ value: m, label: nameOf(m) }))} />
          <PickFilter label={t.reviewOf} value={review} onChange={(v) => set({ review: fields.review.read(v) })} options={reviews.map((r) => ({ value: r, label: t.review[r] }))} />
        </FilterBar>
      )} />
  )
}

function useColumns(): Col<Campaign>[] {
  const t = useWords(words)
  const stores = useStoreNames()
  const staff = useStaffNames()
  const modelName = useModelName()
  return [
    { key: 'name', title: t.name, fixed: true, cell: (c) => <A to={c.revision > 0 ? to.campaignBoard(c.id) : to.campaign(c.id)}>{c.name}</A> },
    { key: 'state', title: t.stateOf, cell: (c) => <StateTag state={c.state} /> },
    { key: 'model', title: t.modelOf, cell: (c) => modelName(c.model) },
    { key: 'version', title: t.version, cell: (c) => (c.revision === 0 ? <span className="soft">{t.never}</span> : <>{t.versionOf(c.revision)}{c.draft > 0 && <span className="soft"> · {t.editing(c.draft)}</span>}</>) },
    { key: 'store', title: t.store, cell: (c) => (c.store_id ? stores.nameOf(c.store_id) : t.allStores) },
    { key: 'maker', title: t.maker, hidden: true, cell: (c) => staff.nameOf(c.staff_id) },
    { key: 'created', title: t.created, cell: (c) => moment(c.created_at) },
  ]
}
