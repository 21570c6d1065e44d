import { SearchOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Input, Modal } from 'antd'
import { useEffect, useState, type KeyboardEvent } from 'react'
import { api, ask } from '@/api/client'
import { asProblem } from '@/api/problem'
import { useGo } from '@/parts/link'
import { to } from '@/paths'
import { useWords } from '@/words'
import { usePlaces } from './nav'
import { more, nav, type Place } from './places'
import { words } from './words'

interface Found { id: string; name: string; hint: string }
// Hit is one line; it is old where it was found for what was typed before, and the answer to what is typed now is on its way.
interface Hit { key: string; name: string; hint: string; to: string; part: string; old: boolean }

// matches finds a place by its name in either language or by pinyin initials.
function matches(p: Place, q: string): boolean {
  const names = [words.zh[p.word], words.en[p.word]].map((w) => String(w).toLowerCase())
  return names.some((n) => n.includes(q)) || p.initials.startsWith(q)
}

// useHits finds what was typed. Places come first: they are there at once, so records that arrive later never push away what is chosen.
function useHits(typed: string): { hits: Hit[]; off: boolean; busy: boolean } {
  const t = useWords(words)
  const places = usePlaces([...nav, ...more])
  const q = typed.trim()
  const records = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => ask(api.GET('/api/search', { params: { query: { q } }, signal })),
    placeholderData: keepPreviousData,
    enabled: q.length > 0,
    staleTime: 30_000,
  })
  const pages = places.filter((p) => matches(p, q.toLowerCase())).map((p): Hit => ({ key: p.to, name: String(t[p.word]), hint: '', to: p.to, part: t.searchPages, old: false }))
  const list = (all: Found[] | undefined, part: string, path: (id: string) => string) => (all ?? []).map((f): Hit => ({ key: f.id, name: f.name, hint: f.hint, to: path(f.id), part, old: records.isPlaceholderData }))
  const r = q ? records.data : undefined
  const found = [...list(r?.people, t.searchPeople, to.customer), ...list(r?.groups, t.searchGroups, to.community), ...list(r?.orders, t.searchOrders, to.order)]
  return { hits: [...pages, ...found], off: q !== '' && !!records.error && asProblem(records.error).status !== 0, busy: records.isFetching }
}

// Palette finds people, groups, orders, pages and acts. Arrows choose, Enter goes: at once to a place, to a record as soon as the answer is there.
export default function Palette({ onClose }: { onClose: () => void }) {
  const t = useWords(words)
  const go = useGo()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const [entered, setEntered] = useState(false)
  const { hits, off, busy } = useHits(typed)
  const current = Math.min(at, hits.length - 1)
  const hit = hits[current]
  const take = (h: Hit) => { onClose(); go(h.to) }
  useEffect(() => { if (entered && hit && !hit.old) take(hit) })
  const key = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing) return
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); setAt((current + (e.key === 'ArrowDown' ? 1 : hits.length - 1)) % Math.max(1, hits.length)) }
    if (e.key === 'Enter') setEntered(true)
  }
  return (
    <Modal open onCancel={onClose} footer={null} closable={false} title={<span className="sr">{t.searchHint}</span>} style={{ top: 72 }} width={600}>
      <Input autoFocus size="large" prefix={<SearchOutlined />} placeholder={t.searchHint} aria-label={t.searchHint} value={typed} maxLength={200}
        role="combobox" aria-expanded aria-controls="hits" aria-activedescendant={hit && `hit-${current}`}
        onChange={(e) => { setTyped(e.target.value); setAt(0); setEntered(false) }} onKeyDown={key} />
      <ul id="hits" role="listbox" aria-label={t.searchHint} className="plain" style={{ marginTop: 8, maxHeight: '56vh', overflowY: 'auto' }} aria-busy={busy}>
        {hits.map((h, i) => (
          <li key={h.key} id={`hit-${i}`} role="option" aria-selected={i === current} onMouseMove={() => setAt(i)} onClick={() => take(h)}
            className="row" style={{ padding: '8px 12px', borderRadius: 8, cursor: 'pointer', opacity: h.old ? 0.55 : 1, background: i === current ? 'var(--wash)' : undefined }}>
            <span>{h.name}</span><span className="soft small">{h.hint}</span><span className="grow" /><span className="soft small">{h.part}</span>
          </li>
        ))}
      </ul>
      {hits.length === 0 && !busy && <p className="soft" role="status" style={{ padding: 16 }}>{t.searchEmpty}</p>}
      {off && <p className="soft small" style={{ padding: '8px 12px 0' }}>{t.searchOff}</p>}
    </Modal>
  )
}
