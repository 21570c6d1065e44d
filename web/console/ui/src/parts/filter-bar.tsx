import { CloseOutlined, SearchOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useEffect, useRef, useState, type MouseEvent, type ReactNode } from 'react'
import { useWords } from '@/words'
import { words } from './words'

// FilterBar holds the filters of a list; "clear" appears when one is set. As it goes away when it is pressed, the keyboard
// then stands at the first filter.
export function FilterBar({ children, active, onClear, extra }: { children: ReactNode; active: boolean; onClear: () => void; extra?: ReactNode }) {
  const t = useWords(words)
  const bar = useRef<HTMLDivElement>(null)
  const clear = (e: MouseEvent) => {
    onClear()
    if (e.detail === 0) bar.current?.querySelector('input')?.focus() // by keyboard
  }
  return (
    <div className="bars" role="search" aria-label={t.filters} ref={bar}>
      {children}
      {active && <Button type="text" icon={<CloseOutlined />} onClick={clear}>{t.clear}</Button>}
      <span className="grow" />
      {extra}
    </div>
  )
}

// SearchBox writes to the address 300 ms after the last key, without a step for "back".
export function SearchBox({ value, onChange, label, width = 260 }: { value: string; onChange: (v: string) => void; label: string; width?: number }) {
  const [typed, setTyped] = useState(value)
  const sent = useRef(value)
  useEffect(() => {
    if (value !== sent.current) { sent.current = value; setTyped(value) }
  }, [value])
  useEffect(() => {
    if (typed === sent.current) return
    const timer = setTimeout(() => { sent.current = typed; onChange(typed) }, 300)
    return () => clearTimeout(timer)
  }, [typed, onChange])
  return (
    <Input value={typed} onChange={(e) => setTyped(e.target.value)} allowClear prefix={<SearchOutlined />} placeholder={label}
      aria-label={label} style={{ width, maxWidth: '100%' }} maxLength={200} />
  )
}

interface Option { value: string; label: string }

// PickFilter is a filter with one choice; '' is no filter.
export function PickFilter({ value, onChange, label, options, loading }: { value: string; onChange: (v: string) => void; label: string; options: Option[]; loading?: boolean }) {
  return (
    <Select value={value || undefined} onChange={(v: string | undefined) => onChange(v ?? '')} options={options} placeholder={label} aria-label={label}
      allowClear showSearch={{ optionFilterProp: 'label' }} loading={loading} style={{ minWidth: 140, maxWidth: '100%' }} popupMatchSelectWidth={false} />
  )
}
