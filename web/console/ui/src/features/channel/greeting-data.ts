import { useQuery } from '@tanstack/react-query'
import { api, ask } from '@/api/client'
import type { Schema } from '@/api/types'

export type Greeting = Schema<'GreetingView'>
export type Variant = Schema<'GreetingVariant'>
export type Attachment = Schema<'GreetingAttachment'>
export type Tally = Schema<'GreetingTally'>

export const greetingsKey = ['greetings'] as const

export const useGreetings = () => useQuery({ queryKey: greetingsKey, queryFn: () => ask(api.GET('/api/greetings')) })

// bodyOf is what of a greeting is written.
export const bodyOf = ({ name, states, from_minute, until_minute, rule, variants, closed, version }: Greeting) => ({ name, states, from_minute, until_minute, rule, variants, closed, version })

// clockOf writes a minute of the day as HH:MM; minuteOf reads it.
export const clockOf = (minute: number) => `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
export const minuteOf = (clock: string | undefined) => {
  const [h = 0, m = 0] = (clock ?? '').split(':').map(Number)
  return h * 60 + m
}
