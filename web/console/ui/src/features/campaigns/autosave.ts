import { useCallback, useEffect, useRef, useState } from 'react'
import { api, ask, freshKey } from '@/api/client'
import { asProblem } from '@/api/problem'
import type { PageJson } from '@/parts/blocks'
import { useFresh, type Rules, type Terms } from './data'

// Draft is what is edited of a campaign.
export interface Draft { name: string; terms: Terms; settings: unknown; page: PageJson }

export const draftOf = (r: Rules): Draft => ({ name: r.campaign.name, terms: r.terms, settings: r.settings, page: r.page })

// Saving is how the last change stands. A conflict ends saving: somebody else has written.
export interface Saving { at: 'saved' | 'waiting' | 'saving' | 'conflict' | 'failed'; fault: string }

const pause = 800 // ms after the last key
const again = 5000 // ms after a save that failed

// useAutosave keeps a draft and writes it by itself: one write at a time, each with the count of the one before, so that nobody
// overwrites anybody. `saves` counts what was written; flush writes at once and tells whether all of it stands.
export function useAutosave(id: string, first: Rules, mayEdit: boolean) {
  const fresh = useFresh()
  const [draft, setDraft] = useState(() => draftOf(first))
  const [rules, setRules] = useState(first)
  const [saving, setSaving] = useState<Saving>({ at: 'saved', fault: '' })
  const [saves, setSaves] = useState(0)
  const now = useRef(draft)
  const kept = useRef(JSON.stringify(draft)) // what the server has
  const edits = useRef(first.edits)
  const sent = useRef({ text: '', key: '' }) // a repetition of the same has one effect
  const running = useRef<Promise<boolean>>(undefined)
  const over = useRef(false)

  const write = useCallback(async (): Promise<boolean> => {
    const text = JSON.stringify(now.current)
    if (text === kept.current) return true
    if (over.current) return false
    if (sent.current.text !== text) sent.current = { text, key: freshKey() }
    setSaving({ at: 'saving', fault: '' })
    try {
      const body = { ...(JSON.parse(text) as Draft), edits: edits.current }
      const got = await ask(api.PUT('/api/campaigns/{id}', { params: { path: { id } }, body, headers: { 'Idempotency-Key': sent.current.key } }))
      edits.current = got.edits
      kept.current = text
      setRules(got)
      setSaves((n) => n + 1)
      setSaving({ at: JSON.stringify(now.current) === text ? 'saved' : 'waiting', fault: '' })
      void fresh()
      return true
    } catch (error) {
      const p = asProblem(error)
      over.current = p.code === 'campaign.changed'
      setSaving({ at: over.current ? 'conflict' : 'failed', fault: p.fields[0]?.message ?? p.say() })
      return false
    }
  }, [id, fresh])

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

  const change = useCallback((part: Partial<Draft>) => {
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
  return { draft, change, saving, saves, flush, rules }
}
