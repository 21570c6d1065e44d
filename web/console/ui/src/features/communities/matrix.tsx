import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count } from '@/format'
import { Allowed, Empty, Loaded } from '@/parts/feedback'
import { A, useGo } from '@/parts/link'
import { Page, Section } from '@/parts/page'
import { text, useQueryState } from '@/parts/state'
import { useNamesOf } from '@/parts/people-names'
import { to } from '@/paths'
import { useWords } from '@/words'
import { OtherGroup, PersonName } from './bits'
import { groupName, useGroupNames } from './data'
import { PageSwitch } from './switch'
import { words } from './words'

type Matrix = Schema<'MatrixView'>
type CellView = Schema<'CellView'>
const fields = { row: text(), column: text() }

// MatrixPage lays all groups out by two dimensions, with the gaps and who is in too many.
export default function MatrixPage() {
  const t = useWords(words)
  return <Page title={t.matrixTitle} subtitle={t.matrixSub} crumbs={[{ title: t.title, to: to.communities() }]} actions={<PageSwitch at="matrix" />}><Allowed to="community.read"><Body /></Allowed></Page>
}

const axisWord = (t: { axis: Record<string, string> }, axis: string) => t.axis[axis] ?? axis

function Body() {
  const [state] = useQueryState(fields)
  const axes = [state.row, state.column].filter(Boolean)
  const matrix = useQuery({ queryKey: ['communities', 'matrix', axes], queryFn: () => ask(api.GET('/api/communities/matrix', { params: { query: axes.length ? { axis: axes } : {} } })) })
  const all = useQuery({ queryKey: ['communities', 'matrix', []], queryFn: () => ask(api.GET('/api/communities/matrix')) })
  return <Loaded query={matrix}>{(m) => <div className="stack"><Cells matrix={m} dimensions={all.data?.axes.map((a) => a.axis) ?? []} /><Overlaps matrix={m} /><Outside matrix={m} /></div>}</Loaded>
}

function Cells({ matrix, dimensions }: { matrix: Matrix; dimensions: string[] }) {
  const t = useWords(words)
  const go = useGo()
  const [row, column] = matrix.axes
  if (!row) {
    return (
      <section className="card">
        <Empty title={t.noAxes} why={t.noAxesWhy} action={<Allowed to="community.edit" quiet><Button type="primary" onClick={() => go(to.communitySettings())}>{t.setAxes}</Button></Allowed>} />
      </section>
    )
  }
  const at = (values: string[]) => matrix.cells.find((c) => c.values.slice(0, values.length).every((v, i) => v === values[i]))
  return (
    <Section title={`${axisWord(t, row.axis)}${column ? ` × ${axisWord(t, column.axis)}` : ''}`} note={matrix.gaps.length ? `${t.gaps} ${count(matrix.gaps.length)} · ${t.gapsWhy}` : t.noGaps} flush
      actions={dimensions.length > 2 && <Choose dimensions={dimensions} row={row.axis} column={column?.axis ?? ''} />}>
      <div className="sheet" role="region" tabIndex={0} aria-label={t.matrix}>
        <table>
          {column && <thead><tr><th scope="col" aria-label={axisWord(t, row.axis)} />{column.values.map((v) => <th key={v} scope="col">{v || t.anyValue}</th>)}</tr></thead>}
          <tbody>
            {row.values.map((r) => (
              <tr key={r}>
                <th scope="row">{r || t.anyValue}</th>
                {(column ? column.values : [undefined]).map((c) => {
                  const values = c === undefined ? [r] : [r, c]
                  return <td key={c ?? ''} style={{ verticalAlign: 'top', whiteSpace: 'normal', minWidth: 180 }}><Cell cell={at(values)} place={placeOf(matrix, values)} /></td>
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

// placeOf gives area and level for a new group at a place.
function placeOf(matrix: Matrix, values: string[]): Record<string, string> {
  const out: Record<string, string> = {}
  values.forEach((v, i) => { const axis = matrix.axes[i]?.axis; if ((axis === 'area' || axis === 'level') && v) out[axis] = v })
  return out
}

function Cell({ cell, place }: { cell: CellView | undefined; place: Record<string, string> }) {
  const t = useWords(words)
  const names = useGroupNames()
  if (!cell || cell.groups.length === 0) {
    return <div className="row"><span className="warn">{t.gap}</span><Allowed to="community.edit" quiet><A className="small" to={to.newCommunity(place)}>{t.openHere}</A></Allowed></div>
  }
  return (
    <div className="stack tight">
      <span className="soft small num">{t.cellGroups(count(cell.groups.length))} · {t.cellPeople(count(cell.members))}</span>
      {cell.groups.map((id) => <span key={id}><OtherGroup id={id} nameOf={names.nameOf} /></span>)}
      {cell.topics.length > 0 && <span className="soft small">{t.topics(cell.topics.join(' · '))}</span>}
    </div>
  )
}

// Choose picks which two of several dimensions are shown.
function Choose({ dimensions, row, column }: { dimensions: string[]; row: string; column: string }) {
  const t = useWords(words)
  const [, set] = useQueryState(fields)
  const options = dimensions.map((d) => ({ value: d, label: axisWord(t, d) }))
  return (
    <div className="row">
      <Select aria-label={t.rowAxis} prefix={t.rowAxis} value={row} options={options.filter((o) => o.value !== column)} onChange={(v: string) => set({ row: v, column })} style={{ minWidth: 140 }} />
      <Select aria-label={t.columnAxis} prefix={t.columnAxis} value={column} options={options.filter((o) => o.value !== row)} onChange={(v: string) => set({ row, column: v })} style={{ minWidth: 140 }} />
    </div>
  )
}

function Overlaps({ matrix }: { matrix: Matrix }) {
  const t = useWords(words)
  const groups = useGroupNames()
  const nameOf = useNamesOf(matrix.overlaps.map((o) => o.customer_id))
  return (
    <Section title={t.overlaps} note={`${t.overlapsWhy}${matrix.over ? ` ${t.overlapsOf(count(matrix.over))}` : ''}`} flush>
      {matrix.overlaps.length === 0 ? <p className="soft" style={{ padding: '0 20px 20px' }}>{t.noOverlaps}</p> : (
        <div className="sheet" role="region" tabIndex={0} aria-label={t.overlaps}>
          <table>
            <thead><tr><th scope="col">{t.person}</th><th scope="col">{t.inGroups}</th></tr></thead>
            <tbody>
              {matrix.overlaps.map((o) => (
                <tr key={o.customer_id}>
                  <td><PersonName id={o.customer_id} nameOf={nameOf} /></td>
                  <td style={{ whiteSpace: 'normal' }}><span className="row">{o.groups.map((id) => <OtherGroup key={id} id={id} nameOf={groups.nameOf} />)}</span></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  )
}

function Outside({ matrix }: { matrix: Matrix }) {
  const t = useWords(words)
  if (matrix.axes.length === 0) return null
  return (
    <Section title={t.outside} note={matrix.unplaced ? `${t.outsideOf(count(matrix.unplaced))} ${t.outsideWhy}` : t.noOutside}>
      <ul className="plain row">{matrix.outside.map((g) => <li key={g.id} style={{ marginRight: 12 }}><A to={`${to.community(g.id)}?tab=rules`}>{groupName(g)}</A> <span className="soft small num">{t.cellPeople(count(g.members))}</span></li>)}</ul>
    </Section>
  )
}
