import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'
import { count, moment } from '@/format'
import { useAct, useUndoToast } from '@/parts/confirm'
import { Empty } from '@/parts/feedback'
import { useGo } from '@/parts/link'
import { ResourceTable, type Col } from '@/parts/resource-table'
import { to } from '@/paths'
import { useWords } from '@/words'
import { SettingsPage } from './frame'
import { pageWords } from './page-words'
import { words } from './words'

type Preset = Schema<'PresetView'>
interface Mapping { kind: string; source: string; columns: [string, string][] }

const isTree = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v)
const textOf = (v: unknown) => (typeof v === 'string' ? v : '')

function mappingOf(p: Preset): Mapping {
  const m = isTree(p.mapping) ? p.mapping : {}
  const columns = isTree(m.columns) ? Object.entries(m.columns).map(([k, v]): [string, string] => [k, textOf(v)]) : []
  return { kind: textOf(m.kind), source: textOf(m.source), columns }
}

// PresetSettings lists the saved mappings of imports and forgets them; what was forgotten can be put back.
export default function PresetSettings() {
  return <SettingsPage room="presets"><List /></SettingsPage>
}

function List() {
  const t = useWords(pageWords)
  const w = useWords(words)
  const go = useGo()
  const presets = useQuery({ queryKey: ['presets'], queryFn: () => ask(api.GET('/api/presets')) })
  const kinds: Record<string, string> = t.importKinds
  const columns: Col<Preset>[] = [
    { key: 'name', title: w.name, fixed: true, cell: (p) => p.name },
    { key: 'kind', title: t.fileKind, cell: (p) => kinds[mappingOf(p).kind] ?? mappingOf(p).kind },
    { key: 'source', title: t.system, cell: (p) => mappingOf(p).source || '—' },
    { key: 'columns', title: t.mapped, cell: (p) => <details><summary>{t.columnsOf(count(mappingOf(p).columns.length))}</summary><ul className="plain small">{mappingOf(p).columns.map(([field, from]) => <li key={field}><code>{from}</code> → {field}</li>)}</ul></details> },
    { key: 'at', title: t.changedAt, cell: (p) => moment(p.changed_at) },
    { key: 'act', title: w.actions, cell: (p) => <Drop preset={p} /> },
  ]
  return (
    <ResourceTable name="presets" label={w.rooms.presets[0]} columns={columns} rowKey={(p) => p.name} query={presets} page="" onPage={() => undefined}
      empty={<Empty title={t.noPresets} why={t.noPresetsWhy} action={<Button type="primary" onClick={() => go(to.newImport())}>{t.importFile}</Button>} />} />
  )
}

function Drop({ preset }: { preset: Preset }) {
  const t = useWords(pageWords)
  const act = useAct()
  const toast = useUndoToast()
  const queries = useQueryClient()
  const params = { path: { name: preset.name } }
  const fresh = () => queries.invalidateQueries({ queryKey: ['presets'] })
  const drop = async () => {
    const ok = await act(() => ask(api.DELETE('/api/presets/{name}', { params })))
    await fresh()
    if (ok) toast(t.presetDropped(preset.name), async () => { await ask(api.PUT('/api/presets/{name}', { params, body: preset.mapping as never })); await fresh() })
  }
  return <Button size="small" danger type="text" onClick={() => void drop()} aria-label={t.dropPreset(preset.name)}>{t.forget}</Button>
}
