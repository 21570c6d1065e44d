import { useQuery } from '@tanstack/react-query'
import { Modal, Select } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Staff } from '@/api/types'
import { useColleagues } from '@/parts/names'
import { useWords } from '@/words'
import type { Task } from './tasks'
import { words } from './words'

const seniors = ['owner', 'admin', 'operator']

// HandOver gives a task to somebody else; escalating, which only who manages staff can aim, gives it to who leads the store, or the
// whole.
export function HandOver({ task, escalate, onClose, onGive }: { task: Task; escalate: boolean; onClose: () => void; onGive: (id: string, name: string) => void }) {
  const t = useWords(words)
  const [id, setId] = useState<string>()
  const ranked = useQuery({ queryKey: ['staff', 'all'], enabled: escalate, staleTime: 300_000, queryFn: readStaff })
  const known = useColleagues()
  const leads = (ranked.data ?? []).filter((s) => seniors.includes(s.role) && (!s.store_id || !task.store_id || s.store_id === task.store_id))
  const list = (escalate ? leads : (known.data ?? []).filter((s) => !s.left)).filter((s) => s.id !== task.staff_id)
  const staff = escalate ? ranked : known
  const chosen = list.find((s) => s.id === id)
  return (
    <Modal open title={escalate ? t.escalate : t.handOver} okText={t.ok} cancelText={t.cancel} onCancel={onClose} okButtonProps={{ disabled: !chosen }}
      onOk={() => { if (chosen) { onGive(chosen.id, chosen.name); onClose() } }}>
      {staff.data && list.length === 0 ? <p className="soft">{t.noSeniors}</p> : (
        <label className="stack tight">
          {escalate ? t.escalateTo : t.handTo}
          <Select value={id} onChange={setId} autoFocus loading={staff.isPending} showSearch={{ optionFilterProp: 'label' }} options={list.map((s) => ({ value: s.id, label: s.name }))} />
        </label>
      )}
    </Modal>
  )
}

async function readStaff(): Promise<Staff[]> {
  const all: Staff[] = []
  for (let after: string | undefined; ;) {
    const page = await ask(api.GET('/api/staff', { params: { query: { limit: 200, after } } }))
    all.push(...page.items)
    if (!page.next) return all
    after = page.next
  }
}
