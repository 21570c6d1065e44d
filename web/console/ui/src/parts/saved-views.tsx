import { DeleteOutlined, StarOutlined } from '@ant-design/icons'
import { useLocation } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useWords } from '@/words'
import { useGo } from './link'
import { Popup } from './popup'
import { words } from './words'

interface View { name: string; search: string }

const isView = (v: unknown): v is View => typeof v === 'object' && v !== null && 'name' in v && 'search' in v && typeof v.name === 'string' && typeof v.search === 'string'

function read(key: string): View[] {
  try {
    const v: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(v) ? v.filter(isView) : []
  } catch {
    return []
  }
}

// The filters and the sort of an address, without the place in the list.
function withoutPage(search: string): string {
  const all = new URLSearchParams(search)
  all.delete('page')
  return all.toString()
}

// SavedViews keeps filters and sort of a list under a name, on this device. `path` is the list's address.
export function SavedViews({ list, path }: { list: string; path: string }) {
  const t = useWords(words)
  const go = useGo()
  const { searchStr } = useLocation()
  const key = `qunli.views.${list}`
  const [views, setViews] = useState(() => read(key))
  const [name, setName] = useState('')
  const keep = (all: View[]) => { localStorage.setItem(key, JSON.stringify(all)); setViews(all) }
  const save = () => {
    const view = { name: name.trim(), search: withoutPage(searchStr) }
    if (!view.name) return
    keep([...views.filter((v) => v.name !== view.name), view])
    setName('')
  }
  const content = (
    <div className="stack tight" style={{ width: 260 }}>
      {views.length === 0 && <p className="soft">{t.noViews}</p>}
      <ul className="plain">
        {views.map((v) => (
          <li key={v.name} className="row">
            <button type="button" className="bare link grow" onClick={() => go(v.search ? `${path}?${v.search}` : path)}>{v.name}</button>
            <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`${t.remove} ${v.name}`} onClick={() => keep(views.filter((x) => x !== v))} />
          </li>
        ))}
      </ul>
      <div className="row" style={{ flexWrap: 'nowrap' }}>
        <Input value={name} maxLength={40} onChange={(e) => setName(e.target.value)} onPressEnter={save} placeholder={t.viewName} aria-label={t.viewName} />
        <Button onClick={save} disabled={!name.trim()}>{t.save}</Button>
      </div>
    </div>
  )
  return <Popup title={t.savedViews} content={content}><Button icon={<StarOutlined />}>{t.savedViews}</Button></Popup>
}
