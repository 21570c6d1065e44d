import { createContext, lazy, Suspense, useContext, useEffect, useState, type ReactNode } from 'react'
import { typing } from '@/parts/keys'

const Palette = lazy(() => import('./palette'))
const Open = createContext<() => void>(() => undefined)

// SearchProvider opens the search on Ctrl/Cmd-K and on "/".
export function SearchProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const heard = (e: KeyboardEvent) => {
      if (((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') || (e.key === '/' && !typing(e))) {
        e.preventDefault()
        setOpen(true)
      }
    }
    addEventListener('keydown', heard)
    return () => removeEventListener('keydown', heard)
  }, [])
  return <Open value={() => setOpen(true)}>{children}{open && <Suspense><Palette onClose={() => setOpen(false)} /></Suspense>}</Open>
}

export const useSearch = () => useContext(Open)
