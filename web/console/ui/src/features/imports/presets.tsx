import { DeleteOutlined, SaveOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { useAct, useUndoToast } from '@/parts/confirm'
import { useWords } from '@/words'
import { words as common } from '@/parts/words'
import { usePresets } from './api'
import { changeDraft, type Draft } from './drafts'
import { presetOf, settingsOf, type Mapping } from './mapping'
import { words } from './words'

// Presets uses, saves and deletes named mappings.
export function Presets({ draft, mapping }: { draft: Draft; mapping: Mapping | undefined }) {
  const t = useWords(words)
  const presets = usePresets()
  const queries = useQueryClient()
  const act = useAct()
  const toast = useUndoToast()
  const [naming, setNaming] = useState(false)
  const all = presets.data?.items ?? []
  const current = draft.settings.preset
  const again = () => queries.invalidateQueries({ queryKey: ['presets'] })
  const drop = async () => {
    const gone = all.find((p) => p.name === current)
    if (!gone || !await act(() => ask(api.DELETE('/api/presets/{name}', { params: { path: { name: current } } })))) return
    changeDraft(draft.id, { preset: '' })
    await again()
    toast(t.presetDropped(current), async () => { await ask(api.PUT('/api/presets/{name}', { params: { path: { name: gone.name } }, body: gone.mapping })); await again() })
  }
  return (
    <div className="row">
      <Select aria-label={t.presetPick} placeholder={t.presetPick} value={current || undefined} style={{ minWidth: 160 }} popupMatchSelectWidth={false} notFoundContent={t.presetNone}
        options={all.map((p) => ({ value: p.name, label: p.name }))} onChange={(name: string) => changeDraft(draft.id, settingsOf(name, all.find((p) => p.name === name)?.mapping))} />
      {current && <Button icon={<DeleteOutlined />} aria-label={t.presetDrop} title={t.presetDrop} onClick={() => void drop()} />}
      {mapping && <Button icon={<SaveOutlined />} onClick={() => setNaming(true)}>{t.presetSave}</Button>}
      {naming && mapping && <Naming first={current} onClose={() => setNaming(false)} onSave={async (name) => {
        const settings = { ...draft.settings, kind: mapping.kind, source: mapping.source, columns: draft.settings.columns ?? mapping.columns }
        if (!await act(() => ask(api.PUT('/api/presets/{name}', { params: { path: { name } }, body: presetOf(settings) })), t.presetSaved)) return
        changeDraft(draft.id, { ...settings, preset: name })
        setNaming(false)
        await again()
      }} />}
    </div>
  )
}

function Naming({ first, onClose, onSave }: { first: string; onClose: () => void; onSave: (name: string) => Promise<void> }) {
  const t = useWords(words)
  const c = useWords(common)
  const [name, setName] = useState(first)
  const [busy, setBusy] = useState(false)
  const save = async () => {
    if (!name.trim()) return
    setBusy(true)
    await onSave(name.trim())
    setBusy(false)
  }
  return (
    <Modal open title={t.presetSave} okText={c.save} cancelText={c.cancel} onCancel={onClose} onOk={() => void save()} okButtonProps={{ disabled: !name.trim() }} confirmLoading={busy}>
      <p className="soft" style={{ marginBottom: 8 }}>{t.presetHint}</p>
      <Input value={name} onChange={(e) => setName(e.target.value)} onPressEnter={() => void save()} placeholder={t.presetName} aria-label={t.presetName} maxLength={100} autoFocus />
    </Modal>
  )
}
