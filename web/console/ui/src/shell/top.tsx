import { BellOutlined, BulbOutlined, GlobalOutlined, QuestionCircleOutlined, SearchOutlined, UserOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useLeave, useWho } from '@/api/session'
import { useGo } from '@/parts/link'
import { to } from '@/paths'
import { useLook, type Wish } from '@/theme/mode'
import { useLang, useWords } from '@/words'
import { Menu, type Entry } from './menu'
import { useSearch } from './search'
import { useRunning } from './running'
import { words } from './words'

const Jobs = lazy(() => import('./jobs'))

// Top is the bar above every page: search, background work, language, look, help, account.
export function Top({ onHelp }: { onHelp: () => void }) {
  const t = useWords(words)
  const search = useSearch()
  const mac = navigator.platform.startsWith('Mac')
  return (
    <header className="topbar">
      <button type="button" className="seek" onClick={search} aria-keyshortcuts="Control+K Meta+K">
        <SearchOutlined aria-hidden="true" /><span className="grow" style={{ minWidth: 0, textAlign: 'left', overflow: 'hidden', whiteSpace: 'nowrap', textOverflow: 'ellipsis' }}>{t.searchHint}</span><kbd className="hide-s">{mac ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <span className="grow" />
      <Bell />
      <Language />
      <Look />
      <Button className="hide-s" type="text" icon={<QuestionCircleOutlined />} aria-label={t.help} title={t.help} onClick={onHelp} />
      <Account />
    </header>
  )
}

function Bell() {
  const t = useWords(words)
  const running = useRunning()
  const [open, setOpen] = useState(false)
  const [used, setUsed] = useState(false)
  if (!running.allowed) return null
  return (
    <>
      <Button type="text" icon={<BellOutlined />} aria-label={running.count ? `${t.jobs} (${running.count})` : t.jobs} title={t.jobs} onClick={() => { setUsed(true); setOpen(true) }}>
        {running.count > 0 && <span className="num">{running.count}</span>}
      </Button>
      {used && <Suspense><Jobs open={open} onClose={() => setOpen(false)} /></Suspense>}
    </>
  )
}

// Language switches between the two languages; its name is in the other one. The sign-in pages have it too.
export function Language() {
  const t = useWords(words)
  const { lang, setLang } = useLang()
  return <Button className="lang" type="text" icon={<GlobalOutlined />} aria-label={t.languageLabel} onClick={() => setLang(lang === 'zh' ? 'en' : 'zh')}><span className="hide-s">{t.language}</span></Button>
}

export function Look() {
  const t = useWords(words)
  const { wish, setWish } = useLook()
  const entries = (['light', 'dark', 'auto'] as Wish[]).map((key): Entry => ({ key, label: t[key], on: key === wish, act: () => setWish(key) }))
  return <Menu entries={entries} type="text" icon={<BulbOutlined />} aria-label={t.look} title={t.look} />
}

function Account() {
  const t = useWords(words)
  const who = useWho()
  const go = useGo()
  const leave = useLeave()
  const entries: Entry[] = [
    { key: 'account', label: t.account, act: () => go(to.account()) },
    { key: 'sessions', label: t.sessions, act: () => go(`${to.account()}?tab=sessions`) },
    { key: 'password', label: t.password, act: () => go(`${to.account()}?tab=password`) },
    { key: 'out', label: t.signOut, act: () => void leave(), apart: true },
  ]
  return <Menu entries={entries} type="text" icon={<UserOutlined />} aria-label={`${t.account} ${who.name}`}><span className="hide-s">{who.name || who.login}</span></Menu>
}
