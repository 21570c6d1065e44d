import { LeftOutlined, RightOutlined, VerticalLeftOutlined, VerticalRightOutlined } from '@ant-design/icons'
import { Button, Checkbox, Select, Table, type TableColumnType } from 'antd'
import { useRef, useState, type ReactNode } from 'react'
import { total } from '@/format'
import { useNarrow } from '@/theme/mode'
import { useWords } from '@/words'
import { ColumnSettings, useColumnLayout } from './columns'
import { ErrorState, Skeleton } from './feedback'
import { cameFrom, pageAfter, pageBefore, rememberPage } from './paging'
import { words } from './words'

// Col is a column. `cell` draws it; `sort` is the word of the address it sorts by; `fixed` columns cannot be hidden.
export interface Col<T> {
  key: string
  title: string
  cell: (row: T) => ReactNode
  number?: boolean
  width?: number
  sort?: string
  fixed?: boolean
  hidden?: boolean // until the user shows it
}

// PageOf is one page of a keyset list. `next` is '' at the end, `previous` at the beginning (lists that only go forward have
// none); without `total` the list does not say its size, with `more` there are more than that.
export interface PageOf<T> { items: T[]; next: string; previous?: string; total?: number; more?: boolean }

interface Asked<T> { data: PageOf<T> | undefined; error: unknown; isFetching: boolean; refetch: () => unknown }

// Chosen is what bulk acts get: the rows by id, or everything that matches the filter.
export type Chosen = { all: false; ids: string[] } | { all: true }

interface Props<T> {
  name: string // of the list, for its column layout
  label: string // for screen readers
  columns: Col<T>[]
  rowKey: (row: T) => string
  query: Asked<T>
  page: string // of the address, for pageQuery
  onPage: (page: string) => void
  ends?: boolean // the server can go to the last page
  sort?: string // e.g. "name" or "-name"
  onSort?: (sort: string) => void
  limit?: number
  onLimit?: (n: number) => void
  filters?: ReactNode // a FilterBar
  tools?: ReactNode // export, saved views
  empty: ReactNode // an Empty; the page knows whether a filter is set
  bulk?: (chosen: Chosen, done: () => void) => ReactNode // with it, rows can be chosen
  bulkAll?: boolean // the acts take "everything that matches"
}

// ResourceTable is every list of the console: a table, on a phone a list of cards. Paging, filters and sort are on the
// server and in the address.
export function ResourceTable<T extends object>(p: Props<T>) {
  const narrow = useNarrow()
  const [ids, setIds] = useState<string[]>([])
  const [all, setAll] = useState(false)
  const [layout, setLayout] = useColumnLayout(p.name, p.columns.map((c) => c.key), p.columns.filter((c) => c.hidden).map((c) => c.key))
  const shown = layout.order.filter((k) => !layout.hidden.includes(k)).map((k) => p.columns.find((c) => c.key === k)).filter((c) => c !== undefined)
  const done = () => { setIds([]); setAll(false) }
  const choose = (list: string[]) => { setIds(list); setAll(false) }
  const { data, error } = p.query
  const list = useRef<HTMLElement>(null)
  const turn = (page: string) => { // the new page is read from its top: the keyboard goes there too
    if (document.activeElement?.matches(':focus-visible')) list.current?.focus({ preventScroll: true })
    p.onPage(page)
  }
  const settings = <ColumnSettings columns={p.columns} layout={layout} onChange={setLayout} />
  return (
    <section className="card flush" ref={list} tabIndex={-1} aria-label={p.label} aria-busy={p.query.isFetching} style={{ overflow: 'clip' }}>
      {p.filters}
      <ListTop data={data} tools={p.tools} settings={settings} />
      {error && !data ? <ErrorState error={error} retry={() => void p.query.refetch()} />
        : !data ? <Skeleton lines={10} height={22} />
        : data.items.length === 0 && !p.page ? p.empty
        : narrow ? <Cards {...p} rows={data.items} shown={shown} ids={ids} choose={choose} />
        : <Grid {...p} rows={data.items} shown={shown} ids={all ? data.items.map(p.rowKey) : ids} choose={choose} />}
      {p.bulk && (ids.length > 0 || all) && data && (
        <BulkBar n={ids.length} all={all} data={data} mayAll={!!p.bulkAll} onAll={() => setAll(true)} onNone={done}>
          {p.bulk(all ? { all: true } : { all: false, ids }, done)}
        </BulkBar>
      )}
      {data && (p.page || data.next) && <Pager {...p} onPage={turn} data={data} />}
    </section>
  )
}

function ListTop<T>({ data, tools, settings }: { data: PageOf<T> | undefined; tools: ReactNode; settings: ReactNode }) {
  const t = useWords(words)
  return (
    <div className="row" style={{ padding: '8px 16px' }}>
      <span className="soft num grow" role="status">{data?.total !== undefined ? t.total(total(data.total, data.more ?? false)) : ' '}</span>
      {tools}
      {settings}
    </div>
  )
}

interface Body<T> extends Props<T> { rows: T[]; shown: Col<T>[]; ids: string[]; choose: (ids: string[]) => void }

function Grid<T extends object>({ rows, shown, rowKey, label, sort, onSort, ids, choose, bulk, query }: Body<T>) {
  const t = useWords(words)
  const columns = shown.map((c): TableColumnType<T> => ({
    key: c.key, title: c.title, width: c.width, align: c.number ? 'right' : 'left', className: c.number ? 'num' : undefined,
    render: (_: unknown, row: T) => c.cell(row),
    ...(c.sort && onSort ? { sorter: true, sortDirections: c.number ? ['descend', 'ascend'] : ['ascend', 'descend'], sortOrder: sort === c.sort ? 'ascend' : sort === `-${c.sort}` ? 'descend' : null } : {}),
  }))
  return (
    <Table<T> columns={columns} dataSource={rows} rowKey={rowKey} pagination={false} sticky={{ offsetHeader: 56 }} scroll={{ x: 'max-content' }} size="middle"
      aria-label={label} loading={query.isFetching && rows.length === 0}
      rowSelection={bulk && { selectedRowKeys: ids, onChange: (keys) => choose(keys.map(String)), getCheckboxProps: () => ({ 'aria-label': t.selectRow }) }}
      onChange={(_p, _f, s) => {
        const one = Array.isArray(s) ? s[0] : s
        const word = sortOf(shown, one?.columnKey)
        onSort?.(!word || !one?.order ? '' : one.order === 'ascend' ? word : `-${word}`)
      }} />
  )
}

const sortOf = <T,>(shown: Col<T>[], key: unknown) => shown.find((c) => c.key === key)?.sort

function Cards<T extends object>({ rows, shown, rowKey, ids, choose, bulk }: Body<T>) {
  const t = useWords(words)
  const [head, ...rest] = shown
  return (
    <ul className="plain pile">
      {rows.map((row) => {
        const id = rowKey(row)
        return (
          <li key={id}>
            <div className="row" style={{ fontWeight: 600, marginBottom: 4 }}>
              {bulk && <Checkbox aria-label={t.selectRow} checked={ids.includes(id)} onChange={(e) => choose(e.target.checked ? [...ids, id] : ids.filter((x) => x !== id))} />}
              {head?.cell(row)}
            </div>
            <dl>{rest.map((c) => <Pair key={c.key} title={c.title} value={c.cell(row)} />)}</dl>
          </li>
        )
      })}
    </ul>
  )
}

const Pair = ({ title, value }: { title: string; value: ReactNode }) => <><dt>{title}</dt><dd className="num">{value}</dd></>

function BulkBar<T>({ n, all, data, mayAll, onAll, onNone, children }: { n: number; all: boolean; data: PageOf<T>; mayAll: boolean; onAll: () => void; onNone: () => void; children: ReactNode }) {
  const t = useWords(words)
  const whole = data.total === undefined ? '' : total(data.total, data.more ?? false)
  return (
    <div className="bulk" role="region" aria-live="polite" aria-label={t.selected(String(n))}>
      <strong>{all ? t.allSelected(whole) : t.selected(String(n))}</strong>
      {mayAll && !all && whole && (data.total ?? 0) > n && <Button type="link" size="small" onClick={onAll}>{t.selectAll(whole)}</Button>}
      {children}
      <span className="grow" />
      <Button type="text" size="small" onClick={onNone}>{t.unselect}</Button>
    </div>
  )
}

function Pager<T>({ name, page, onPage, limit, onLimit, ends, data }: Props<T> & { data: PageOf<T> }) {
  const t = useWords(words)
  const forward = () => { const next = pageAfter(data.next); rememberPage(name, next, page); onPage(next) }
  const back = () => onPage(data.previous ? pageBefore(data.previous) : cameFrom(name, page))
  const first = data.previous === undefined ? page === '' : data.previous === ''
  return (
    <nav className="foot" aria-label={t.pages}>
      <div className="row">{onLimit && <><span className="soft">{t.pageSize}</span><Select size="small" aria-label={t.pageSize} value={limit ?? 50} onChange={onLimit} options={[20, 50, 100, 200].map((v) => ({ value: v, label: String(v) }))} /></>}</div>
      <div className="row">
        <Button icon={<VerticalRightOutlined />} disabled={first} aria-label={t.firstPage} title={t.firstPage} onClick={() => onPage('')} />
        <Button icon={<LeftOutlined />} disabled={first} onClick={back}>{t.previous}</Button>
        <Button icon={<RightOutlined />} iconPlacement="end" disabled={!data.next} onClick={forward}>{t.next}</Button>
        {ends && <Button icon={<VerticalLeftOutlined />} disabled={!data.next} aria-label={t.lastPage} title={t.lastPage} onClick={() => onPage('end')} />}
      </div>
    </nav>
  )
}
