import { ArrowDownOutlined, ArrowUpOutlined, SettingOutlined } from '@ant-design/icons'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useWords } from '@/words'
import { Popup } from './popup'
import { words } from './words'

// Layout is which columns a list shows, in order.
export interface Layout { order: string[]; hidden: string[] }

// useColumnLayout remembers the layout of the list of a name on this device.
export function useColumnLayout(name: string, all: string[], hiddenAtFirst: string[] = []): [Layout, (l: Layout | null) => void] {
  const key = `qunli.columns.${name}`
  const [saved, setSaved] = useState<Layout | null>(() => readLayout(key))
  const order = saved ? [...saved.order.filter((k) => all.includes(k)), ...all.filter((k) => !saved.order.includes(k))] : all
  const layout = { order, hidden: (saved?.hidden ?? hiddenAtFirst).filter((k) => all.includes(k)) }
  const save = (l: Layout | null) => {
    if (l) localStorage.setItem(key, JSON.stringify(l))
    else localStorage.removeItem(key)
    setSaved(l)
  }
  return [layout, save]
}

function readLayout(key: string): Layout | null {
  try {
    const v: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    const is = (x: unknown): x is string[] => Array.isArray(x) && x.every((s) => typeof s === 'string')
    if (typeof v === 'object' && v !== null && 'order' in v && 'hidden' in v && is(v.order) && is(v.hidden)) return { order: v.order, hidden: v.hidden }
  } catch { /* what is there is not ours */ }
  return null
}

interface Props { columns: { key: string; title: string; fixed?: boolean }[]; layout: Layout; onChange: (l: Layout | null) => void }

// ColumnSettings lets the user show, hide and order columns.
export function ColumnSettings({ columns, layout, onChange }: Props) {
  const t = useWords(words)
  const move = (i: number, by: number) => {
    const order = [...layout.order]
    const [x] = order.splice(i, 1)
    if (x) order.splice(i + by, 0, x)
    onChange({ ...layout, order })
  }
  const flip = (key: string) => onChange({ ...layout, hidden: layout.hidden.includes(key) ? layout.hidden.filter((k) => k !== key) : [...layout.hidden, key] })
  const list = (
    <div className="stack tight" style={{ minWidth: 220 }}>
      {layout.order.map((key, i) => {
        const c = columns.find((x) => x.key === key)
        return c && (
          <div key={key} className="row">
            <Checkbox className="grow" checked={!layout.hidden.includes(key)} disabled={c.fixed} onChange={() => flip(key)}>{c.title}</Checkbox>
            <Button size="small" type="text" icon={<ArrowUpOutlined />} aria-label={`${t.moveUp} ${c.title}`} disabled={i === 0} onClick={() => move(i, -1)} />
            <Button size="small" type="text" icon={<ArrowDownOutlined />} aria-label={`${t.moveDown} ${c.title}`} disabled={i === layout.order.length - 1} onClick={() => move(i, 1)} />
          </div>
        )
      })}
      <Button size="small" onClick={() => onChange(null)}>{t.resetColumns}</Button>
    </div>
  )
  return <Popup content={list} title={t.columns}><Button icon={<SettingOutlined />} aria-label={t.columns} /></Popup>
}
