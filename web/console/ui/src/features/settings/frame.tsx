import { LockOutlined } from '@ant-design/icons'
import { Select } from 'antd'
import type { ReactNode } from 'react'
import { useMay, useWho } from '@/api/session'
import { Allowed } from '@/parts/feedback'
import { A, useGo } from '@/parts/link'
import { Page } from '@/parts/page'
import { permissionWords } from '@/parts/permissions'
import { useNarrow } from '@/theme/mode'
import { useWords } from '@/words'
import { groups, roomOf, type RoomName } from './rooms'
import './settings.css'
import { words } from './words'

interface Props { room: RoomName; actions?: ReactNode; extra?: ReactNode; children: ReactNode }

// SettingsPage is the frame of every page of the settings: the rooms beside it, a note where the user may look but not
// change, and the whole page only for who may look.
export function SettingsPage({ room, actions, extra, children }: Props) {
  const t = useWords(words)
  const here = roomOf(room)
  const may = useMay()
  const [title, why] = t.rooms[room]
  return (
    <div className="rooms">
      <Rooms here={room} />
      <div className="room">
        <Page title={title} subtitle={why} actions={(!here.edits || may(here.edits)) && actions} extra={extra}>
          <div className="stack">
            <ReadOnly room={room} />
            {here.sees ? <Allowed to={here.sees}>{children}</Allowed> : children}
          </div>
        </Page>
      </div>
    </div>
  )
}

// ReadOnly tells who may look that they may not change, and which permission that takes.
function ReadOnly({ room }: { room: RoomName }) {
  const t = useWords(words)
  const names = useWords(permissionWords)
  const may = useMay()
  const { role } = useWho()
  const { sees, edits } = roomOf(room)
  const roles: Record<string, string> = t.roles
  if (!edits || may(edits) || (sees && !may(sees))) return null
  return <p className="row soft" role="note"><LockOutlined aria-hidden="true" />{t.readOnly(roles[role] ?? role, names[edits])}</p>
}

function Rooms({ here }: { here: RoomName }) {
  const t = useWords(words)
  const may = useMay()
  const narrow = useNarrow()
  const go = useGo()
  const shown = groups.map((g) => ({ ...g, rooms: g.rooms.filter((r) => !r.sees || may(r.sees)) })).filter((g) => g.rooms.length > 0)
  if (narrow) {
    const options = shown.map((g) => ({ label: t.groups[g.name], options: g.rooms.map((r) => ({ value: r.path, label: t.rooms[r.name][0] })) }))
    return <Select aria-label={t.navigation} prefix={<span className="soft">{t.navigation}</span>} value={roomOf(here).path} options={options} onChange={(path) => go(path)} style={{ width: '100%', marginBottom: 12 }} size="large" />
  }
  return (
    <nav className="nav roomlist" aria-label={t.navigation}>
      {shown.map((g) => (
        <div key={g.name}>
          <p className="soft small" id={`rooms-${g.name}`}>{t.groups[g.name]}</p>
          <ul className="plain" aria-labelledby={`rooms-${g.name}`}>
            {g.rooms.map((r) => <li key={r.name}><A to={r.path} aria-current={r.name === here ? 'page' : undefined}>{t.rooms[r.name][0]}</A></li>)}
          </ul>
        </div>
      ))}
    </nav>
  )
}
