import { UndoOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Modal } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import { useMay } from '@/api/session'
import type { Import } from '@/api/types'
import { count } from '@/format'
import { Section } from '@/parts/page'
import { words as common } from '@/parts/words'
import { useWords } from '@/words'
import { words } from './words'

// Undo takes an import back, after saying what goes and what stays. Where later things depend on it, they are listed.
export function Undo({ i }: { i: Import }) {
  const t = useWords(words)
  const may = useMay()('import.undo')
  const [open, setOpen] = useState(false)
  return (
    <Section title={t.undo} note={may ? t.undoRefuse : t.mayNotUndo} actions={may && <Button danger icon={<UndoOutlined />} disabled={i.added === 0} onClick={() => setOpen(true)}>{t.undo}</Button>}>
      {i.added === 0 && <p className="soft">{t.nothingAdded}</p>}
      {open && <Ask i={i} onClose={() => setOpen(false)} />}
    </Section>
  )
}

function Ask({ i, onClose }: { i: Import; onClose: () => void }) {
  const t = useWords(words)
  const c = useWords(common)
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const run = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await ask(api.POST('/api/imports/{id}/undo', { params: { path: { id: i.id } } }))
      onClose()
      await queries.invalidateQueries({ predicate: (q) => q.queryKey[0] !== 'session' })
    } catch (e) {
      setError(e)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open title={t.undoTitle(i.file_name)} okText={t.undoAct} cancelText={c.cancel} okButtonProps={{ danger: true }} confirmLoading={busy} onOk={() => void run()} onCancel={onClose}>
      <div className="stack">
        <div className="cards">
          <Part title={t.undoGoes} list={[t.goes1(count(i.added)), t.goes2]} />
          <Part title={t.undoStays} list={[...(i.same > 0 ? [t.stays1(count(i.same))] : []), t.stays2, t.stays3]} />
        </div>
        {error !== undefined && <Refusal error={error} />}
      </div>
    </Modal>
  )
}

const Part = ({ title, list }: { title: string; list: string[] }) => (
  <div><h3>{title}</h3><ul style={{ paddingInlineStart: 18 }}>{list.map((x) => <li key={x}>{x}</li>)}</ul></div>
)

function Refusal({ error }: { error: unknown }) {
  const t = useWords(words)
  const p = asProblem(error)
  return <Alert type="error" showIcon role="alert" title={p.fields.length > 0 ? t.undoNo : p.say()} description={p.fields.length > 0 && <ul style={{ paddingInlineStart: 18, maxHeight: 200, overflow: 'auto' }}>{p.fields.map((f) => <li key={f.name}>{f.message}</li>)}</ul>} />
}
