import { EllipsisOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { api, ask } from '@/api/client'
import { useMay, useWho } from '@/api/session'
import type { Schema, Staff } from '@/api/types'
import { useAct } from '@/parts/confirm'
import { useWords } from '@/words'
import { linkOf, type Once } from './link-once'
import { pageWords } from './page-words'

interface Props { who: Staff; onEdit: () => void; onLeave: () => void; onOnce: (once: Once) => void }

// StaffActs is what can be done about a person; of an owner, by an owner only.
export function StaffActs({ who, onEdit, onLeave, onOnce }: Props) {
  const t = useWords(pageWords)
  const act = useAct()
  const may = useMay()
  const me = useWho()
  if (!may('staff.manage') || who.left_at) return null
  const barred = who.role === 'owner' && me.role !== 'owner'
  const reset = async () => {
    let link: Schema<'Link'> | undefined
    if (await act(async () => { link = await ask(api.POST('/api/staff/{id}/link', { params: { path: { id: who.id } } })) }) && link) {
      onOnce({ title: t.linkFor(who.name), secret: linkOf(link.path), expires: link.expires, why: t.linkWhy })
    }
  }
  const end = () => act(() => ask(api.DELETE('/api/staff/{id}/sessions', { params: { path: { id: who.id } } })), t.sessionsEnded(who.name))
  const items = [
    { key: 'edit', label: t.editStaff, onClick: onEdit }, { key: 'link', label: t.resetPassword, onClick: () => void reset() },
    { key: 'end', label: t.endSessions, onClick: () => void end() }, { type: 'divider' as const }, { key: 'leave', label: t.leave, danger: true, onClick: onLeave },
  ]
  return <Dropdown menu={{ items }} trigger={['click']} disabled={barred}><Button type="text" icon={<EllipsisOutlined />} disabled={barred} aria-label={t.actsOf(who.name)} title={barred ? t.ownersOnly : undefined} /></Dropdown>
}
