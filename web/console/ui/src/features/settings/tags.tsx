import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useCallback } from 'react'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count } from '@/format'
import { Empty } from '@/parts/feedback'
import { FilterBar, PickFilter, SearchBox } from '@/parts/filter-bar'
import { A, useGo } from '@/parts/link'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, text, useQueryState } from '@/parts/state'
import { to } from '@/paths'
import { useLang, useWords } from '@/words'
import { SettingsPage } from './frame'
import { pageWords } from './page-words'
import { TagSharing } from './tag-sharing'
import { words } from './words'

type Tag = Schema<'TagCount'>

const fields = { q: text(), family: text(), sort: choice(['', 'name', '-name', 'people', '-people'], '') }

// TagSettings lists all tags with how many people have each.
export default function TagSettings() {
  return <SettingsPage room="tags"><TagSharing /><List /></SettingsPage>
}

function List() {
  const t = useWords(pageWords)
  const w = useWords(words)
  const { lang } = useLang()
  const go = useGo()
  const [{ q, family, sort }, set] = useQueryState(fields)
  const find = useCallback((v: string) => set({ q: v }, true), [set])
  const tags = useQuery({ queryKey: ['tags'], queryFn: () => ask(api.GET('/api/tags')) })
  const families = [...new Set((tags.data?.items ?? []).map((x) => x.family))].filter(Boolean)
  const order = (a: Tag, b: Tag) => {
    if (sort === 'people' || sort === '-people') return (a.people - b.people) * (sort === 'people' ? 1 : -1)
    const by = `${a.family}/${a.name}`.localeCompare(`${b.family}/${b.name}`, lang === 'zh' ? 'zh-CN' : 'en')
    return sort === '-name' ? -by : by
  }
  const found = tags.data?.items.filter((x) => (!family || x.family === family) && `${x.family}/${x.name}`.toLowerCase().includes(q.toLowerCase())).sort(order)
  const filtered = !!(q || family)
  const columns: Col<Tag>[] = [
    { key: 'name', title: t.tag, fixed: true, sort: 'name', cell: (x) => <A to={to.customers({ tag: x.id })}>{x.name}</A> },
    { key: 'family', title: t.family, cell: (x) => x.family || t.noFamily },
    { key: 'people', title: t.people, number: true, sort: 'people', cell: (x) => <A to={to.customers({ tag: x.id })}>{count(x.people)}</A> },
  ]
  return (
    <ResourceTable name="tags" label={w.rooms.tags[0]} columns={columns} rowKey={(x) => x.id} page="" onPage={() => undefined} sort={sort} onSort={(s) => set({ sort: fields.sort.read(s) })}
      query={{ ...tags, data: found && { items: found, next: '', total: found.length } }}
      filters={<FilterBar active={filtered} onClear={() => set({ q: '', family: '' })}>
        <SearchBox value={q} onChange={find} label={t.findTag} />
        <PickFilter label={t.family} value={family} onChange={(v) => set({ family: v })} options={families.map((f) => ({ value: f, label: f }))} />
      </FilterBar>}
      empty={filtered ? <Empty title={t.noTagFits} why={t.noTagFitsWhy} action={<Button onClick={() => set({ q: '', family: '' })}>{w.filterClear}</Button>} />
        : <Empty title={t.noTags} why={t.noTagsWhy} action={<Button type="primary" onClick={() => go(to.customers())}>{t.toCustomers}</Button>} />} />
  )
}
