import { MoreOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Dropdown, Input, Modal } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import { date } from '@/format'
import { ConfirmTyped, useAct } from '@/parts/confirm'
import { save } from '@/parts/download'
import { useWords } from '@/words'
import type { Profile } from './data'
import { MergeWindow } from './merge'
import { profileWords } from './words'

type Doing = 'rename' | 'merge' | 'erase'

// Acts are what is done to a whole person, the rare ones; each only to who may.
export function Acts({ profile }: { profile: Profile }) {
  const t = useWords(profileWords)
  const may = useMay()
  const act = useAct()
  const queries = useQueryClient()
  const [doing, setDoing] = useState<Doing>()
  const { id, name } = profile.person
  const path = { params: { path: { id } } }
  const take = () => act(async () => {
    const held = await ask(api.POST('/api/customers/{id}/export', path))
    save(`${name || id}-${date(Date.now())}.json`, new Blob([JSON.stringify(held, null, 2)], { type: 'application/json' }))
  }, t.exportDone)
  const erase = async () => {
    await ask(api.POST('/api/customers/{id}/erase', path))
    await queries.invalidateQueries({ queryKey: ['customers'] })
  }
  const items = [
    ...(may('customer.edit') ? [{ key: 'rename', label: t.rename }] : []),
    ...(may('customer.export') ? [{ key: 'export', label: t.exportAll }] : []),
    ...(may('customer.erase') ? [{ key: 'erase', label: t.erase, danger: true }] : []),
  ]
  const close = () => setDoing(undefined)
  return (
    <>
      {may('customer.edit') && <Button onClick={() => setDoing('merge')}>{t.merge}</Button>}
      {items.length > 0 && (
        <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => { if (key === 'export') void take(); else setDoing(key === 'erase' ? 'erase' : 'rename') } }}>
          <Button icon={<MoreOutlined />} aria-label={t.moreActs} />
        </Dropdown>
      )}
      {doing === 'merge' && <MergeWindow profile={profile} onClose={close} />}
      {doing === 'rename' && <Rename profile={profile} onClose={close} />}
      <ConfirmTyped open={doing === 'erase'} title={t.erase} typed={name || t.eraseWord} act={t.eraseAct} what={<p>{t.eraseWhat}</p>} onDone={erase} onClose={close} />
    </>
  )
}

function Rename({ profile, onClose }: { profile: Profile; onClose: () => void }) {
  const t = useWords(profileWords)
  const act = useAct()
  const queries = useQueryClient()
  const { id, version } = profile.person
  const [name, setName] = useState(profile.person.name)
  const go = async () => {
    if (!await act(() => ask(api.PUT('/api/customers/{id}/name', { params: { path: { id } }, body: { version, name } })), t.saved)) return
    await queries.invalidateQueries({ queryKey: ['customers'] })
    onClose()
  }
  return (
    <Modal open title={t.rename} onCancel={onClose} okText={t.save} cancelText={t.cancel} onOk={() => void go()}>
      <Input value={name} onChange={(e) => setName(e.target.value)} maxLength={200} autoFocus aria-label={t.name} onPressEnter={() => void go()} />
    </Modal>
  )
}
