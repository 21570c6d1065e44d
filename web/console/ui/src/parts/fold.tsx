import { useEffect, useRef, useState } from 'react'
import { useWords } from '@/words'
import { blockWords } from './block-words'
import type { BlockFault } from './blocks'

// screen is the phone on which the first thing to do must stand without scrolling (LND-02), in points.
const screen = { wide: 375, tall: 667 }

interface Told { qunli: 'fold'; end: number; wide: number }
const isTold = (x: unknown): x is Told => typeof x === 'object' && x !== null && 'qunli' in x && x.qunli === 'fold' && 'end' in x && typeof x.end === 'number'

// useFold has the page of a preview measure itself in a frame of a small phone, out of sight, each time it was saved. It gives the frame, to be put
// somewhere, and the warning of an end below the fold. Nothing is warned of before the page has told.
export function useFold(src: string, saves: number) {
  const t = useWords(blockWords)
  const frame = useRef<HTMLIFrameElement>(null)
  const [end, setEnd] = useState<number>()
  useEffect(() => {
    const hear = (e: MessageEvent) => { if (frame.current && e.source === frame.current.contentWindow && isTold(e.data)) setEnd(e.data.end) }
    window.addEventListener('message', hear)
    return () => window.removeEventListener('message', hear)
  }, [])
  const warns: BlockFault[] = end !== undefined && end > screen.tall ? [{ field: 'page.top', text: t.fold(end, screen.wide, screen.tall), warns: true }] : []
  const measure = src && <iframe key={saves} ref={frame} src={`${src}${src.includes('?') ? '&' : '?'}fold=1`} title={t.measures} aria-hidden tabIndex={-1} sandbox="allow-scripts" width={screen.wide} height={screen.tall} style={{ position: 'fixed', left: -2000, top: 0, border: 0 }} data-fold={end ?? ''} />
  return { measure, warns }
}
