import { Button, type ButtonProps } from 'antd'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'

// Entry is a line of a menu; `on` marks the one that holds now, `apart` draws a line above.
export interface Entry { key: string; label: string; act: () => void; on?: boolean; apart?: boolean }

// Menu is a button of the bar with a short menu below it: arrows, Home and End choose, Esc closes. It is ours because the
// library's weighs more than all that the bar shows.
export function Menu({ entries, ...button }: ButtonProps & { entries: Entry[]; 'aria-label': string }) {
  const [open, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!open) return
    const lines = () => [...(box.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])]
    ;(lines().find((x) => x.ariaChecked === 'true') ?? lines()[0])?.focus()
    const away = (e: Event) => { if (!(e.target instanceof Node && box.current?.contains(e.target))) setOpen(false) }
    addEventListener('pointerdown', away)
    addEventListener('focusin', away)
    return () => { removeEventListener('pointerdown', away); removeEventListener('focusin', away) }
  }, [open])
  const shut = () => { setOpen(false); box.current?.querySelector('button')?.focus() }
  const key = (e: KeyboardEvent<HTMLElement>) => {
    const lines = [...e.currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem]')]
    const at = lines.findIndex((x) => x === document.activeElement)
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 + lines.length, Home: 0, End: lines.length - 1 }[e.key]
    if (e.key === 'Escape') shut()
    if (next !== undefined) { e.preventDefault(); lines[next % lines.length]?.focus() }
  }
  return (
    <div className="menubox" ref={box}>
      <Button {...button} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)} />
      {open && (
        <ul className="plain menu" role="menu" aria-label={button['aria-label']} onKeyDown={key}>
          {entries.map((x) => (
            <li key={x.key} role="none" className={x.apart ? 'apart' : undefined}>
              <button type="button" className="bare" role={x.on === undefined ? 'menuitem' : 'menuitemradio'} aria-checked={x.on} tabIndex={-1} onClick={() => { shut(); x.act() }}>{x.label}</button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
