import { HistoryOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import { ago, moment } from '@/format'
import { useWords } from '@/words'
import { useActors } from './actors'
import { Changed } from './changed'
import { diffsOf, roomOfEntry, type Entry } from './changes'
import type { RoomName } from './rooms'
import { words } from './words'

const atMost = 200 // entries about settings that are read

// useHistory gives the latest changes of a room, to who may read the audit.
export function useHistory(room: RoomName): Entry[] | undefined {
  const may = useMay()
  const q = useQuery({
    queryKey: ['audit', 'setting'],
    queryFn: () => ask(api.GET('/api/audit', { params: { query: { object_kind: 'setting', limit: atMost } } })),
    enabled: may('audit.read'),
  })
  return q.data?.items.filter((e) => roomOfEntry(e) === room)
}

// History says who changed a room last, and shows every change at a press.
export function History({ room }: { room: RoomName }) {
  const t = useWords(words)
  const may = useMay()
  const all = useHistory(room)
  const actors = useActors()
  const [open, setOpen] = useState(false)
  const last = all?.[0]
  if (!may('audit.read')) return null
  if (!all) return null
  if (!last) return <p className="row soft"><HistoryOutlined aria-hidden="true" />{t.neverChanged}</p>
  return (
    <section className="card" aria-label={t.history}>
      <div className="row">
        <HistoryOutlined aria-hidden="true" />
        <span className="grow" title={moment(last.at)}>{t.lastChanged(actors(last), ago(last.at))}</span>
        <Button type="text" aria-expanded={open} onClick={() => setOpen(!open)}>{open ? t.hideHistory : t.showHistory(String(all.length))}</Button>
      </div>
      {open && (
        <ol className="plain stack" style={{ marginTop: 12 }}>
          {all.map((e) => (
            <li key={e.id}>
              <p className="soft small num">{moment(e.at)} · {actors(e)}</p>
              <Changed diffs={diffsOf(e)} />
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
