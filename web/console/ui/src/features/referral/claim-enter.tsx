import { useQueryClient } from '@tanstack/react-query'
import { App, Input, Modal } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import { PersonPick } from '@/features/customers/people'
import { words as common } from '@/parts/words'
import { useWords } from '@/words'
import { words } from './words'

// EnterClaim records by hand who brought a person, with the reason. The rules decide whether it counts.
export function EnterClaim({ person, onClose }: { person: string; onClose: () => void }) {
  const t = useWords(words)
  const c = useWords(common)
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [inviter, setInviter] = useState('')
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const reasons: Record<string, string> = t.reasons
  const run = async () => {
    setBusy(true)
    try {
      const v = await ask(api.POST('/api/claims', { body: { customer_id: person, inviter_id: inviter, source: 'hand', note: note.trim() } }))
      if (v.outcome === 'bound') void message.success(t.enterDone)
      else void message.warning(`${t.enterLost}: ${reasons[v.reason] ?? v.reason}`)
      onClose()
      await queries.invalidateQueries({ predicate: (q) => ['customers', 'referrals', 'insight'].includes(String(q.queryKey[0])) })
    } catch (error) {
      void message.error(asProblem(error).say())
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open title={t.enter} okText={t.enter} cancelText={c.cancel} okButtonProps={{ disabled: !inviter || !note.trim() }} confirmLoading={busy} onOk={() => void run()} onCancel={onClose}>
      <div className="stack tight">
        <p className="soft">{t.enterWhat}</p>
        <PersonPick value={inviter} onChange={setInviter} label={t.who} without={person} />
        <label htmlFor="claim-note">{t.reason}</label>
        <Input.TextArea id="claim-note" value={note} onChange={(e) => setNote(e.target.value)} maxLength={500} rows={2} />
      </div>
    </Modal>
  )
}
