import { Modal } from 'antd'
import { Fragment } from 'react'
import { useWords } from '@/words'
import { usePlaces } from './nav'
import { nav } from './places'
import { words } from './words'

// Help lists the keys.
export default function Help({ onClose }: { onClose: () => void }) {
  const t = useWords(words)
  const places = usePlaces(nav)
  const row = (keys: string[], what: string) => <Fragment key={what}><dt className="row" style={{ gap: 4 }}>{keys.map((k) => <kbd key={k}>{k}</kbd>)}</dt><dd>{what}</dd></Fragment>
  const grid = { display: 'grid', gridTemplateColumns: 'auto 1fr', gap: '6px 16px', margin: '8px 0 16px' } as const
  return (
    <Modal open onCancel={onClose} footer={null} title={t.help}>
      <h3>{t.keysGeneral}</h3>
      <dl style={grid}>{row(['Ctrl K', '⌘K', '/'], t.keySearch)}{row(['?'], t.keyHelp)}{row(['Esc'], t.keyEsc)}{row(['Ctrl Z', '⌘Z'], t.keyUndo)}</dl>
      <h3>{t.keysGo}</h3>
      <dl style={grid}>{places.map((p) => p.key && row(['G', p.key.toUpperCase()], String(t[p.word])))}</dl>
    </Modal>
  )
}
