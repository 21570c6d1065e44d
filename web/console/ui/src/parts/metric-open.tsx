// Opening a dictionary entry from anywhere: useOpenMetric()(answer) shows the definition, with a set also its rows.
import { createContext, lazy, Suspense, useContext, useMemo, useState, type ReactNode } from 'react'
import type { Answer } from '@/api/types'

// Opened is what the drawer shows: an answer, or a metric by name; the part of it that was pressed; rows of a set.
export interface Opened { metric: string; answer?: Answer; value?: string; set?: string; setTitle?: string }

const OpenContext = createContext<(o: Opened) => void>(() => undefined)
const MetricDrawer = lazy(() => import('./metric-drawer'))

export function MetricProvider({ children }: { children: ReactNode }) {
  const [opened, setOpened] = useState<Opened | null>(null)
  const [used, setUsed] = useState(false)
  const open = useMemo(() => (o: Opened) => { setUsed(true); setOpened(o) }, [])
  return (
    <OpenContext value={open}>
      {children}
      {used && <Suspense><MetricDrawer opened={opened} onClose={() => setOpened(null)} onRows={(set, setTitle) => opened && setOpened({ ...opened, set, setTitle })} /></Suspense>}
    </OpenContext>
  )
}

export const useOpenMetric = () => useContext(OpenContext)
