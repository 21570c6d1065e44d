import { FilterOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { lazy, Suspense, useCallback, useState } from 'react'
import { FilterBar, PickFilter, SearchBox } from '@/parts/filter-bar'
import { useStaffNames, useStoreNames, useTagNames } from '@/parts/names'
import { useWords } from '@/words'
import { Chips, useChips } from './list-chips'
import { clear, isFiltered, type Set, type State } from './list-query'
import { useScale } from './scales'
import { words } from './words'

const MoreFilters = lazy(() => import('./list-more'))

// Filters are those used every day; the others are in a drawer and stand as chips below when they are set.
export function Filters({ state, set }: { state: State; set: Set }) {
  const t = useWords(words)
  const scale = useScale()
  const stores = useStoreNames()
  const staff = useStaffNames()
  const tags = useTagNames()
  const chips = useChips(state, set)
  const [open, setOpen] = useState(false)
  const find = useCallback((q: string) => set({ q }, true), [set])
  return (
    <>
      <FilterBar active={isFiltered(state)} onClear={() => set(clear)}>
        <SearchBox value={state.q} onChange={find} label={t.search} width={236} />
        <PickFilter label={scale.title('ladder')} value={state.ladder} onChange={(ladder) => set({ ladder })} options={scale.options('ladder')} />
        <Select mode="multiple" value={state.tag ? state.tag.split(',') : []} onChange={(v: string[]) => set({ tag: v.join(',') })} options={tags.options} maxTagCount="responsive"
          placeholder={t.tag} aria-label={t.tag} allowClear showSearch={{ optionFilterProp: 'label' }} style={{ minWidth: 160, maxWidth: 280 }} popupMatchSelectWidth={false} />
        <PickFilter label={t.store} value={state.store} onChange={(store) => set({ store })} options={stores.options} />
        <PickFilter label={t.staff} value={state.staff} onChange={(v) => set({ staff: v })} options={staff.options} />
        <Button icon={<FilterOutlined />} onClick={() => setOpen(true)}>{t.moreFilters}{chips.length > 0 && <span className="num"> {chips.length}</span>}</Button>
      </FilterBar>
      <Chips chips={chips} />
      {open && <Suspense><MoreFilters state={state} set={set} onClose={() => setOpen(false)} /></Suspense>}
    </>
  )
}
