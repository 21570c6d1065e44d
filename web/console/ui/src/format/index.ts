// How numbers, money and times are written. Unknown is — everywhere and never 0.
import dayjs from 'dayjs'
import timezone from 'dayjs/plugin/timezone'
import utc from 'dayjs/plugin/utc'
import { langNow } from '@/words'

dayjs.extend(utc)
dayjs.extend(timezone)

export const unknown = '—'

// Unit is how the API counts a number.
export type Unit = 'count' | 'share' | 'fen' | 'days' | 'number' | 'text'

type Maybe = number | null | undefined

let zoneNow = 'Asia/Shanghai'
let signNow = '¥'

// setPlace tells this module the organisation's zone and currency (ISO 4217), once they are known.
export function setPlace(zone: string, currency: string) {
  zoneNow = zone
  signNow = currency === 'CNY' ? '¥' : `${currency} `
}

export const zone = () => zoneNow

const grouped = (n: number, digits: number) =>
  n.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })

// money writes fen as ¥1,234.50.
export function money(fen: Maybe): string {
  if (fen === null || fen === undefined) return unknown
  return (fen < 0 ? '−' : '') + signNow + grouped(Math.abs(fen) / 100, 2)
}

// bigMoney writes fen for a headline: ¥49.7 万 / ¥497k, whole below ten thousand.
export function bigMoney(fen: Maybe): string {
  if (fen === null || fen === undefined) return unknown
  const yuan = Math.abs(fen) / 100
  const sign = (fen < 0 ? '−' : '') + signNow
  if (yuan < 10_000) return sign + grouped(yuan, 2)
  return sign + short(yuan)
}

// short writes a large number in the units of the language.
export function short(n: Maybe): string {
  if (n === null || n === undefined) return unknown
  if (Math.abs(n) < 10_000) return grouped(n, Number.isInteger(n) ? 0 : 1)
  if (langNow() === 'zh') return n >= 1e8 ? `${grouped(n / 1e8, 2)} 亿` : `${grouped(n / 1e4, 1)} 万`
  return n >= 1e6 ? `${grouped(n / 1e6, 2)}M` : `${grouped(n / 1e3, 1)}k`
}

// share writes 0.123 as 12.3 %.
export function share(n: Maybe, digits = 1): string {
  return n === null || n === undefined ? unknown : `${grouped(n * 100, digits)} %`
}

// count writes a whole number.
export function count(n: Maybe): string {
  return n === null || n === undefined ? unknown : grouped(n, 0)
}

// decimal writes any other number.
export function decimal(n: Maybe, digits = 2): string {
  if (n === null || n === undefined) return unknown
  return Number.isInteger(n) ? grouped(n, 0) : grouped(n, digits)
}

// total writes the size of a list that is counted up to a limit: 1万+.
export function total(n: Maybe, over: boolean): string {
  if (n === null || n === undefined) return unknown
  if (!over) return count(n)
  return langNow() === 'zh' && n % 10_000 === 0 ? `${count(n / 10_000)}万+` : `${count(n)}+`
}

// amount writes a number of the API by its unit.
export function amount(n: Maybe, unit: string): string {
  if (n === null || n === undefined) return unknown
  switch (unit) {
    case 'fen': return money(n)
    case 'share': return share(n)
    case 'days': return days(n)
    case 'count': return count(n)
    default: return decimal(n)
  }
}

export function days(n: Maybe): string {
  if (n === null || n === undefined) return unknown
  const text = decimal(n, 1)
  return langNow() === 'zh' ? `${text} 天` : `${text} ${n === 1 ? 'day' : 'days'}`
}

// date writes a moment (unix ms) as a day of the organisation; 0 is unknown.
export function date(ms: Maybe): string {
  return ms ? dayjs(ms).tz(zoneNow).format('YYYY-MM-DD') : unknown
}

// moment writes date and time to the minute.
export function moment(ms: Maybe): string {
  return ms ? dayjs(ms).tz(zoneNow).format('YYYY-MM-DD HH:mm') : unknown
}

const steps: readonly [number, string, string][] = [
  [86_400_000, '天', 'd'], [3_600_000, '小时', 'h'], [60_000, '分钟', 'min'], [1000, '秒', 's'],
]

// lasting writes a length of time by its largest unit, two where the first is small.
export function lasting(ms: Maybe): string {
  if (ms === null || ms === undefined) return unknown
  const i = Math.max(0, steps.findIndex(([size]) => ms >= size))
  const at = ms < 1000 ? steps.length - 1 : i
  const parts = steps.slice(at, at + 2).map(([size, zh, en], k) => {
    const whole = Math.floor((k === 0 ? ms : ms % steps[at]![0]) / size)
    return k > 0 && whole === 0 ? '' : langNow() === 'zh' ? `${whole} ${zh}` : `${whole} ${en}`
  })
  return parts.filter(Boolean).join(' ')
}

// ago writes how long before now a moment lies.
export function ago(ms: Maybe, now = Date.now()): string {
  if (!ms) return unknown
  const gap = Math.max(0, now - ms)
  if (gap < 60_000) return langNow() === 'zh' ? '刚刚' : 'just now'
  const [size, zh, en] = steps.find(([s]) => gap >= s)!
  const n = Math.floor(gap / size)
  return langNow() === 'zh' ? `${n} ${zh}前` : `${n} ${en} ago`
}

// change writes the difference of two shares in points, or of two numbers in per cent.
export function change(now: Maybe, before: Maybe, unit: string): string {
  if (now === null || now === undefined || before === null || before === undefined) return unknown
  const sign = (n: number) => (n > 0 ? '+' : n < 0 ? '−' : '±')
  if (unit === 'share') {
    const points = (now - before) * 100
    return `${sign(points)}${grouped(Math.abs(points), 1)} ${langNow() === 'zh' ? '个百分点' : 'pts'}`
  }
  if (before === 0) return unknown
  const rel = (now - before) / Math.abs(before)
  return `${sign(rel)}${grouped(Math.abs(rel) * 100, 1)} %`
}
