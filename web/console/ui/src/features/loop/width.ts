import { useLayoutEffect, useRef, useState } from 'react'

// useWidth measures an element: pictures of our own are laid out in its px, so that their text keeps its size.
export function useWidth() {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const el = ref.current
    if (!el) return
    const measure = () => setWidth(Math.round(el.clientWidth))
    measure()
    const seen = new ResizeObserver(measure)
    seen.observe(el)
    return () => seen.disconnect()
  }, [])
  return [ref, width] as const
}
