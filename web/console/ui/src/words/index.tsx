// Two languages, one type: a feature's words.ts calls dict(zh, en), a component asks with useWords.
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react'

export type Lang = 'zh' | 'en'

// Both is a text from the API in both languages.
export interface Both { zh: string; en: string }

// Same is T with every literal widened: what the English dictionary must have.
type Same<T> = T extends string ? string : T extends (...a: infer A) => string ? (...a: A) => string : { [K in keyof T]: Same<T[K]> }

export interface Dict<T> { zh: T; en: Same<T> }

// dict makes a dictionary; English has exactly the words that Chinese has.
export function dict<const T extends object>(zh: T, en: Same<T>): Dict<T> {
  return { zh, en }
}

const key = 'qunli.lang'

function first(): Lang {
  const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem(key)
  if (asked === 'zh' || asked === 'en') return asked
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

let now: Lang = first()
apply(now)

function apply(lang: Lang) {
  now = lang
  dayjs.locale(lang === 'zh' ? 'zh-cn' : 'en')
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en'
}

// langNow is the language for code outside components (the header of a request).
export const langNow = () => now

// pick takes one language out of a text of the API.
export const pick = (b: Both, lang: Lang = now) => b[lang]

interface Tongue { lang: Lang; setLang: (l: Lang) => void }
const TongueContext = createContext<Tongue | null>(null)

export function WordsProvider({ children }: { children: ReactNode }) {
  const [lang, set] = useState<Lang>(now)
  const tongue = useMemo<Tongue>(() => ({
    lang,
    setLang: (l) => { localStorage.setItem(key, l); apply(l); set(l) },
  }), [lang])
  return <TongueContext value={tongue}>{children}</TongueContext>
}

export function useLang(): Tongue {
  const tongue = useContext(TongueContext)
  if (!tongue) throw new Error('no WordsProvider')
  return tongue
}

// useWords gives the words of d in the language of the user.
export function useWords<T>(d: Dict<T>): Same<T> {
  const { lang } = useLang()
  return lang === 'zh' ? (d.zh as Same<T>) : d.en
}

// useSay takes the user's language out of texts of the API.
export function useSay(): (b: Both | undefined | null) => string {
  const { lang } = useLang()
  return (b) => (b ? b[lang] : '')
}
