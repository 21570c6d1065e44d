import { Drawer } from 'antd'
import { useWords } from '@/words'
import { Item } from './nav'
import type { Place } from './places'
import { words } from './words'

// MorePlaces are the places that have no room below the thumb.
export default function MorePlaces({ places, open, onClose }: { places: Place[]; open: boolean; onClose: () => void }) {
  const t = useWords(words)
  return (
    <Drawer open={open} onClose={onClose} placement="bottom" title={t.menu} size="auto">
      <div className="nav">{places.map((p) => <Item key={p.to} place={p} onClick={onClose} />)}</div>
    </Drawer>
  )
}
