import { PlusOutlined } from '@ant-design/icons'
import { Button, Progress, Tag } from 'antd'
import type { Import } from '@/api/types'
import { count, lasting, moment } from '@/format'
import { Allowed, Empty } from '@/parts/feedback'
import { A, useGo } from '@/parts/link'
import { Page } from '@/parts/page'
import { pageQuery } from '@/parts/paging'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { text, useQueryState, whole } from '@/parts/state'
import { to } from '@/paths'
import { useWords } from '@/words'
import { goesOn, useImports } from './api'
import { kindWord, words } from './words'

const fields = { page: text(), limit: whole(50) }

// ImportsPage lists the files brought in, the latest first.
export default function ImportsPage() {
  const t = useWords(words)
  const go = useGo()
  return (
    <Page title={t.title} subtitle={t.subtitle} actions={<Allowed to="import.run" quiet><Button type="primary" icon={<PlusOutlined />} onClick={() => go(to.newImport())}>{t.add}</Button></Allowed>}>
      <Allowed to="import.run"><List /></Allowed>
    </Page>
  )
}

function List() {
  const t = useWords(words)
  const go = useGo()
  const [{ page, limit }, set] = useQueryState(fields)
  const imports = useImports(pageQuery(page).after, limit)
  const columns: Col<Import>[] = [
    { key: 'file', title: t.file, fixed: true, cell: (i) => <A to={to.oneImport(i.id)} style={{ overflowWrap: 'anywhere' }}>{i.file_name}</A> },
    { key: 'kind', title: t.kind, cell: (i) => kindWord(t, i.kind) },
    { key: 'source', title: t.source, cell: (i) => i.source },
    { key: 'state', title: t.state, cell: (i) => <State one={i} /> },
    { key: 'added', title: t.added, number: true, cell: (i) => count(i.added) },
    { key: 'same', title: t.same, number: true, cell: (i) => count(i.same) },
    { key: 'rejected', title: t.rejected, number: true, cell: (i) => (i.rejected > 0 ? <A to={to.oneImport(i.id)} className="bad">{count(i.rejected)}</A> : count(0)) },
    { key: 'at', title: t.by, cell: (i) => <span className="num">{moment(i.created_at)}</span> },
    { key: 'took', title: t.took, number: true, cell: (i) => took(i, t.under) },
  ]
  return <ResourceTable<Import> name="imports" label={t.title} columns={columns} rowKey={(i) => i.id} query={imports} page={page} onPage={(next) => set({ page: next })} limit={limit} onLimit={(n) => set({ limit: n })}
    empty={<Empty title={t.none} why={t.noneWhy} action={<Button type="primary" onClick={() => go(to.newImport())}>{t.noneAct}</Button>} />} />
}

const tone = { done: 'success', failed: 'error', undone: 'default', cancelled: 'default', waiting: 'default', running: 'processing', undoing: 'processing' } as const

// State says where an import stands, with a bar while it goes on.
export function State({ one }: { one: Import }) {
  const t = useWords(words)
  return (
    <span className="row" style={{ gap: 8, flexWrap: 'nowrap', justifyContent: 'inherit' }}>
      <Tag color={tone[one.state]} style={{ margin: 0 }}>{t[one.state]}</Tag>
      {goesOn(one) && <Progress percent={percentOf(one)} size="small" style={{ width: 110, margin: 0 }} aria-label={one.file_name} />}
    </span>
  )
}

// took is the time an import worked.
export const took = (i: Import, under: string) => (i.work_ms >= 1000 ? lasting(i.work_ms) : i.work_ms > 0 ? under : '—')

export const percentOf = (i: Import) => (i.total > 0 ? Math.min(100, Math.floor((i.rows / i.total) * 100)) : 0)
