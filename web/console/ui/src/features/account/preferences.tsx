import { Segmented } from 'antd'
import type { ReactNode } from 'react'
import { zone } from '@/format'
import { A } from '@/parts/link'
import { to } from '@/paths'
import { useLook, type Wish } from '@/theme/mode'
import { useLang, useWords, type Lang } from '@/words'
import { words } from './words'

// Preferences are kept in this browser: language and look. A language is named in itself.
export function Preferences() {
  const t = useWords(words)
  const { lang, setLang } = useLang()
  const { wish, setWish } = useLook()
  return (
    <section className="card stack" style={{ maxWidth: 560 }}>
      <Line title={t.language} why={t.languageWhy}><Segmented<Lang> aria-label={t.language} value={lang} onChange={setLang} options={[{ value: 'zh', label: '中文' }, { value: 'en', label: 'English' }]} /></Line>
      <Line title={t.look} why={t.languageWhy}><Segmented<Wish> aria-label={t.look} value={wish} onChange={setWish} options={[{ value: 'light', label: t.light }, { value: 'dark', label: t.dark }, { value: 'auto', label: t.auto }]} /></Line>
      <Line title={t.zone} why={<A to={to.settings()}>{t.zoneWhy}</A>}><span className="num">{zone()}</span></Line>
    </section>
  )
}

const Line = ({ title, why, children }: { title: string; why: ReactNode; children: ReactNode }) => (
  <div className="row" style={{ flexWrap: 'nowrap' }}><div className="grow"><strong>{title}</strong><p className="soft small">{why}</p></div>{children}</div>
)
