import { useCallback, useEffect, useRef, useState } from 'react'
import { freshKey } from '@/api/client'
import { asProblem } from '@/api/problem'

// Saving is how the last change stands. A conflict ends saving: somebody else has written.
export interface Saving { at: 'saved' | 'waiting' | 'saving' | 'conflict' | 'failed'; fault: string }

const pause = 800 // ms after the last key
const again = 5000 // ms after a save that failed

// useAutosave keeps a draft and writes it by itself, one write at a time. `send` writes, under a key with which a repetition of the
// same has one effect, and remembers the count that the next write needs, so that nobody overwrites anybody; `changed` is the code
// with which it is told that somebody else has written. `saves` counts what was written; flush writes at once and tells whether all of it stands.
export function useAutosave<D>(first: D, mayEdit: boolean, changed: string, send: (draft: D, key: string) => Promise<void>) {
  const [draft, setDraft] = useState(first)
  const [saving, setSaving] = useState<Saving>({ at: 'saved', fault: '' })
  const [saves, setSaves] = useState(0)
  const now = useRef(draft)
  const kept = useRef(JSON.stringify(draft)) // what the server has
  const sent = useRef({ text: '', key: '' })
  const running = useRef<Promise<boolean>>(undefined)
  const over = useRef(false)
  const sender = useRef(send)
  sender.current = send

  const write = useCallback(async (): Promise<boolean> => {
    const text = JSON.stringify(now.current)
    if (text === kept.current) return true
    if (over.current) return false
    if (sent.current.text !== text) sent.current = { text, key: freshKey() }
    setSaving({ at: 'saving', fault: '' })
    try {
      await sender.current(JSON.parse(text) as D, sent.current.key)
      kept.current = text
      setSaves((n) => n + 1)
      setSaving({ at: JSON.stringify(now.current) === text ? 'saved' : 'waiting', fault: '' })
      return true
    } catch (error) {
      const p = asProblem(error)
      over.current = p.code === changed
      setSaving({ at: over.current ? 'conflict' : 'failed', fault: p.fields[0]?.message ?? p.say() })
      return false
    }
  }, [changed])

  const flush = useCallback(async (): Promise<boolean> => {
    await running.current
    while (JSON.stringify(now.current) !== kept.current) {
      running.current = write()
      if (!(await running.current)) return false
    }
    return true
  }, [write])
  const last = useRef(flush)
  last.current = flush

  const change = useCallback((part: Partial<D>) => {
    if (!mayEdit || over.current) return
    now.current = { ...now.current, ...part }
    setDraft(now.current)
    setSaving((s) => (s.at === 'saving' ? s : { at: 'waiting', fault: '' }))
  }, [mayEdit])

  useEffect(() => {
    if (saving.at !== 'waiting' && saving.at !== 'failed') return
    const timer = setTimeout(() => void last.current(), saving.at === 'failed' ? again : pause)
    return () => clearTimeout(timer)
  }, [draft, saving])
  useEffect(() => () => void last.current(), []) // who leaves the page loses nothing
  return { draft, change, saving, saves, flush }
}
