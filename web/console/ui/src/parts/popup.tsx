import { Popover } from 'antd'
import { useRef, useState, type KeyboardEvent, type ReactElement, type ReactNode } from 'react'

const stops = 'a[href], button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex="0"]'

interface Props {
  title: ReactNode
  content: ReactNode
  children: ReactElement // the button
  open?: boolean // where what is inside closes it
  onOpenChange?: (open: boolean) => void
}

// Popup is a small window at a button. As it stands at the end of the document, the keyboard is led: opening goes into it,
// Escape and going on past its end lead back to the button.
export function Popup({ title, content, children, open, onOpenChange }: Props) {
  const [own, setOwn] = useState(false)
  const button = useRef<HTMLElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const set = (on: boolean) => {
    if (on && document.activeElement instanceof HTMLElement) button.current = document.activeElement
    setOwn(on)
    onOpenChange?.(on)
  }
  const settled = (on: boolean) => {
    const at = document.activeElement
    if (on && button.current?.matches(':focus-visible')) box.current?.querySelector<HTMLElement>(stops)?.focus()
    if (!on && (at === document.body || box.current?.contains(at))) button.current?.focus()
  }
  const key = (e: KeyboardEvent) => {
    const all = [...(box.current?.querySelectorAll(stops) ?? [])]
    const past = e.key === 'Tab' && document.activeElement === (e.shiftKey ? all[0] : all.at(-1))
    if (e.key !== 'Escape' && !past) return
    if (!past || e.shiftKey) e.preventDefault() // forward, Tab goes on from the button
    e.stopPropagation()
    button.current?.focus()
    set(false)
  }
  return (
    <Popover trigger="click" placement="bottomRight" title={title} open={open ?? own} onOpenChange={set} afterOpenChange={settled} destroyOnHidden
      content={<div ref={box} onKeyDown={key}>{content}</div>}>
      {children}
    </Popover>
  )
}
