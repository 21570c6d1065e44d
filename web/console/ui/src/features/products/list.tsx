import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Tag } from 'antd'
import { useCallback } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import { money } from '@/format'
import { Empty } from '@/parts/feedback'
import { FilterBar, PickFilter, SearchBox } from '@/parts/filter-bar'
import { A, useGo } from '@/parts/link'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { choice, flag, text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import type { Product } from './data'
import { roleCodes, roleWord, words } from './words'

const fields = { line: text(), role: choice(['', ...roleCodes], ''), sale: flag(), page: text(), limit: whole(50) }
const clear = { line: '', role: '', sale: false } as const

// ProductList is every product by SKU.
export function ProductList({ onEdit }: { onEdit: (p: Product) => void }) {
  const t = useWords(words)
  const go = useGo()
  const may = useMay()('product.edit')
  const [state, set] = useQueryState(fields)
  const { line, role, sale, page, limit } = state
  const query = { line: line || undefined, role: role || undefined, on_sale: sale || undefined, limit, after: pageQuery(page).after }
  const products = useQuery({ queryKey: ['products', 'list', query], queryFn: ({ signal }) => ask(api.GET('/api/products', { params: { query }, signal })), placeholderData: keepPreviousData })
  const find = useCallback((v: string) => set({ line: v }, true), [set])
  const filtered = !!(line || role || sale)
  const columns: Col<Product>[] = [
    { key: 'name', title: t.name, fixed: true, cell: (p) => (may ? <button type="button" className="bare link" onClick={() => onEdit(p)}>{p.name || p.sku}</button> : p.name || p.sku) },
    { key: 'sku', title: t.sku, cell: (p) => <span className="num">{p.sku}</span> },
    { key: 'line', title: t.line, cell: (p) => p.line || '—' },
    { key: 'role', title: t.role, cell: (p) => (p.role ? roleWord(t, p.role) : '—') },
    { key: 'price', title: t.price, number: true, cell: (p) => (p.price ? money(p.price) : '—') },
    { key: 'state', title: t.state, cell: (p) => <Tag color={p.on_sale ? 'success' : 'default'} style={{ margin: 0 }}>{p.on_sale ? t.onSale : t.off}</Tag> },
    { key: 'page', title: t.page, cell: (p) => <A to={to.product(p.id)}>{t.toPage}</A> },
  ]
  return (
    <ResourceTable<Product> name="products" label={t.list} columns={columns} rowKey={(p) => p.id} query={products} page={page} onPage={(next) => set({ page: next })} limit={limit} onLimit={(n) => set({ limit: n })}
      empty={filtered ? <Empty title={t.noMatch} why={t.noMatchWhy} action={<Button onClick={() => set(clear)}>{t.clear}</Button>} /> : <Empty title={t.none} why={t.noneWhy} action={<Button onClick={() => go(to.newImport())}>{t.noneAct}</Button>} />}
      filters={(
        <FilterBar active={filtered} onClear={() => set(clear)}>
          <SearchBox label={t.line} value={line} onChange={find} width={200} />
          <PickFilter label={t.role} value={role} onChange={(v) => set({ role: fields.role.read(v) })} options={roleCodes.map((r) => ({ value: r, label: t.roles[r] }))} />
          <Checkbox checked={sale} onChange={(e) => set({ sale: e.target.checked })}>{t.onlyOnSale}</Checkbox>
        </FilterBar>
      )} />
  )
}
