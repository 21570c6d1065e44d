import { useEffect, useRef, useState } from 'react'
import { typing } from '@/parts/keys'
import { useGo } from '@/parts/link'
import { usePlaces } from './nav'
import { nav } from './places'

// useKeys hears "?" and G followed by a place's letter, unless the user types or a dialog is open.
export function useKeys(): [boolean, (on: boolean) => void] {
  const [help, setHelp] = useState(false)
  const go = useGo()
  const places = usePlaces(nav)
  const g = useRef(0)
  useEffect(() => {
    const heard = (e: KeyboardEvent) => {
      if (typing(e) || e.ctrlKey || e.metaKey || e.altKey || document.querySelector('[role=dialog]')) return
      if (e.key === '?') return setHelp(true)
      if (e.key === 'g') { g.current = e.timeStamp; return }
      const place = e.timeStamp - g.current < 1500 && places.find((p) => p.key === e.key)
      g.current = 0
      if (place) { e.preventDefault(); go(place.to) }
    }
    addEventListener('keydown', heard)
    return () => removeEventListener('keydown', heard)
  }, [go, places])
  return [help, setHelp]
}
