import { EllipsisOutlined, MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons'
import { useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useMay, useOrg } from '@/api/session'
import { A } from '@/parts/link'
import { useNarrow } from '@/theme/mode'
import { useWords } from '@/words'
import { nav, type Place } from './places'
import { words } from './words'

const MorePlaces = lazy(() => import('./more-places'))

// usePlaces gives the places that the user may see.
export function usePlaces(all: readonly Place[]): Place[] {
  const may = useMay()
  return all.filter((p) => !p.needs || may(p.needs))
}

function useHere(): (path: string) => boolean {
  const { pathname } = useLocation()
  return (path) => (path === '/' ? pathname === '/' : pathname === path || pathname.startsWith(`${path}/`))
}

export function Item({ place, shut, onClick }: { place: Place; shut?: boolean; onClick?: () => void }) {
  const t = useWords(words)
  const here = useHere()
  const name = String(t[place.word])
  return (
    <A to={place.to} aria-current={here(place.to) || (place.also && here(place.also)) ? 'page' : undefined} title={shut ? name : undefined} aria-label={name} onClick={onClick}>
      {place.icon}{!shut && <span>{name}</span>}
    </A>
  )
}

const key = 'qunli.side'

// Side is the navigation on a desktop; it remembers whether it is collapsed.
export function Side() {
  const t = useWords(words)
  const org = useOrg()
  const places = usePlaces(nav)
  const [shut, setShut] = useState(() => localStorage.getItem(key) === 'shut')
  const flip = () => { localStorage.setItem(key, shut ? 'open' : 'shut'); setShut(!shut) }
  return (
    <aside className={shut ? 'side shut' : 'side'}>
      <A to="/" className="brand" title={org.data?.brand || t.product}><img src="/console/favicon.svg" alt="" />{shut ? <span className="sr">{t.product}</span> : <span>{t.product}</span>}</A>
      <nav className="nav stack" style={{ gap: 4 }} aria-label={t.navigation}>{places.map((p) => <Item key={p.to} place={p} shut={shut} />)}</nav>
      <span className="grow" />
      <div className="nav"><button type="button" className="bare" onClick={flip} aria-expanded={!shut} aria-label={shut ? t.expand : t.collapse}>{shut ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}{!shut && <span>{t.collapse}</span>}</button></div>
    </aside>
  )
}

// Tabs is the navigation on a phone: four places below the thumb, the rest in a drawer.
export function Tabs() {
  const t = useWords(words)
  const narrow = useNarrow()
  const places = usePlaces(nav)
  const [open, setOpen] = useState<boolean>()
  if (!narrow) return null
  return (
    <nav className="tabs" aria-label={t.navigation}>
      {places.slice(0, 4).map((p) => <Item key={p.to} place={p} />)}
      <button type="button" className="bare" aria-haspopup="dialog" onClick={() => setOpen(true)}><EllipsisOutlined /><span>{t.more}</span></button>
      {open !== undefined && <Suspense><MorePlaces places={places.slice(4)} open={open} onClose={() => setOpen(false)} /></Suspense>}
    </nav>
  )
}
