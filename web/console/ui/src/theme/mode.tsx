import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react'
import { tokens, type Mode, type Tokens } from './tokens'

// Wish is what the user chose; auto follows the system.
export type Wish = Mode | 'auto'

interface Look {
  mode: Mode
  wish: Wish
  setWish: (w: Wish) => void
  colors: Tokens
  still: boolean // nothing moves
}

const LookContext = createContext<Look | null>(null)
const key = 'qunli.look'

function useMedia(query: string): boolean {
  const [on, setOn] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const list = matchMedia(query)
    const heard = () => setOn(list.matches)
    list.addEventListener('change', heard)
    return () => list.removeEventListener('change', heard)
  }, [query])
  return on
}

// A test says e2e=1 once in the address; it holds for the tab.
function testing(): boolean {
  if (new URLSearchParams(location.search).has('e2e')) sessionStorage.setItem('qunli.e2e', '1')
  return sessionStorage.getItem('qunli.e2e') === '1'
}
const tested = testing()

function readWish(): Wish {
  const w = localStorage.getItem(key)
  return w === 'light' || w === 'dark' ? w : 'auto'
}

// LookProvider decides between light and dark and tells the style sheet.
export function LookProvider({ children }: { children: ReactNode }) {
  const [wish, setWish] = useState(readWish)
  const systemDark = useMedia('(prefers-color-scheme: dark)')
  const calm = useMedia('(prefers-reduced-motion: reduce)')
  const mode: Mode = wish === 'auto' ? (systemDark ? 'dark' : 'light') : wish
  const still = calm || tested
  useEffect(() => {
    const root = document.documentElement
    root.dataset.mode = mode
    root.toggleAttribute('data-still', still)
    for (const [name, value] of Object.entries(tokens[mode])) {
      if (typeof value === 'string') root.style.setProperty(`--${name}`, value)
    }
  }, [mode, still])
  const look = useMemo<Look>(() => ({
    mode, wish, still, colors: tokens[mode],
    setWish: (w) => { localStorage.setItem(key, w); setWish(w) },
  }), [mode, wish, still])
  return <LookContext value={look}>{children}</LookContext>
}

export function useLook(): Look {
  const look = useContext(LookContext)
  if (!look) throw new Error('no LookProvider')
  return look
}

// useNarrow is true on a phone.
export function useNarrow(): boolean {
  return useMedia('(max-width: 767px)')
}
