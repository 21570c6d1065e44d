import { useEffect } from 'react'

// useFocusBack gives the keyboard back to where it was when a window is taken away with the focus in it; the library does so
// only for windows that are hidden and kept.
export function useFocusBack(): void {
  useEffect(() => {
    const last = new Map<Element | null, HTMLElement>() // of each open window, and of the page; the latest at the end
    const heard = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return
      const layer = target.closest('[role=dialog]')
      if (!layer && [...last.keys()].at(-1)?.checkVisibility()) return // Tab went round the open window and will be sent back into it
      last.delete(layer)
      last.set(layer, target)
    }
    const gone = new MutationObserver(() => {
      const layer = [...last.keys()].at(-1)
      if (!layer || layer.isConnected) return
      for (const one of last.keys()) if (one && !one.isConnected) last.delete(one)
      if (document.activeElement === document.body) [...last.values()].at(-1)?.focus({ preventScroll: true })
    })
    addEventListener('focusin', heard)
    gone.observe(document.body, { childList: true }) // where the library puts its windows
    return () => { removeEventListener('focusin', heard); gone.disconnect() }
  }, [])
}
