import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Checkbox, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import { useAct } from '@/parts/confirm'
import { useWords } from '@/words'
import { useScale } from '../scales'
import type { Standing } from './data'
import { profileWords } from './words'

// Lift raises somebody to a level by hand, or holds them where they are. Each takes a reason, which the history keeps.
export function Lift({ id, standing, onClose }: { id: string; standing: Standing; onClose: () => void }) {
  const t = useWords(profileWords)
  const scale = useScale()
  const act = useAct()
  const queries = useQueryClient()
  const [level, setLevel] = useState('')
  const [force, setForce] = useState(false)
  const [reason, setReason] = useState('')
  const [refused, setRefused] = useState('')
  const path = { params: { path: { id } } }
  const done = async () => { await queries.invalidateQueries({ queryKey: ['customers'] }); onClose() }
  const climb = async () => {
    setRefused('')
    try {
      await ask(api.POST('/api/customers/{id}/climb', { ...path, body: { to: level, reason, force } }))
      await done()
    } catch (error) { setRefused(asProblem(error).say()) }
  }
  const hold = async (word: 'pin' | 'unpin') => {
    const well = await act(() => ask(word === 'pin' ? api.POST('/api/customers/{id}/pin', { ...path, body: { reason } }) : api.POST('/api/customers/{id}/unpin', { ...path, body: { reason } })), t.saved)
    if (well) await done()
  }
  const higher = scale.options('ladder').filter((o) => o.value !== 'none').slice(standing.ladder.value)
  const footer = (
    <div className="row" style={{ justifyContent: 'flex-end' }}>
      {standing.pinned.code ? <Button disabled={!reason.trim()} onClick={() => void hold('unpin')}>{t.unpin}</Button>
        : standing.ladder.value > 0 && <Button disabled={!reason.trim()} onClick={() => void hold('pin')}>{t.pin}</Button>}
      <Button type="primary" disabled={!level || !reason.trim()} onClick={() => void climb()}>{t.liftAct}</Button>
    </div>
  )
  return (
    <Modal open title={t.lift} onCancel={onClose} footer={footer}>
      <div className="stack tight">
        <p className="soft">{t.liftWhy}</p>
        <Select value={level || undefined} onChange={setLevel} options={higher} placeholder={t.liftTo} aria-label={t.liftTo} />
        <Checkbox checked={force} onChange={(e) => setForce(e.target.checked)}>{t.liftForce}</Checkbox>
        <Input.TextArea value={reason} onChange={(e) => setReason(e.target.value)} maxLength={500} rows={2} placeholder={t.reasonNeeded} aria-label={t.reason} />
        {refused && <Alert type="error" showIcon title={refused} />}
      </div>
    </Modal>
  )
}
