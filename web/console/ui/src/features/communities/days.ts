import dayjs from 'dayjs'
import { zone } from '@/format'

const day = 'YYYY-MM-DD'

// daysBack is the window of the last n days of the organisation, today included.
export function daysBack(n: number): { from: string; to: string } {
  const now = dayjs().tz(zone())
  return { from: now.subtract(n - 1, 'day').format(day), to: now.format(day) }
}

// momentOf is the beginning of a day (YYYY-MM-DD) of the organisation in Unix ms, undefined for what is no day.
export function momentOf(text: string, after = 0): number | undefined {
  const at = dayjs.tz(text, zone())
  return /^\d{4}-\d\d-\d\d$/.test(text) && at.isValid() ? at.add(after, 'day').valueOf() : undefined
}
