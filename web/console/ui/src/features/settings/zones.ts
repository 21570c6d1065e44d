import type { Lang } from '@/words'

interface Option { value: string; label: string }

// zones lists the time zones the browser knows, with how far from UTC they are now; `also` is among them.
export function zones(also: string): Option[] {
  const names = new Set([...Intl.supportedValuesOf('timeZone'), also, 'UTC'])
  return [...names].filter(Boolean).sort().map((value) => ({ value, label: `${value} (${offset(value)})` }))
}

function offset(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(new Date()).find((p) => p.type === 'timeZoneName')?.value ?? 'GMT'
  } catch {
    return '?'
  }
}

// here is the zone of this browser.
export const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone

// currencies lists codes with their names in the language.
export function currencies(lang: Lang): Option[] {
  const names = new Intl.DisplayNames(lang === 'zh' ? 'zh-CN' : 'en', { type: 'currency' })
  return Intl.supportedValuesOf('currency').map((value) => ({ value, label: `${value} ${names.of(value) ?? ''}` }))
}
