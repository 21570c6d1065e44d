// What the pages of deliveries ask for.
import { useQueryClient } from '@tanstack/react-query'
import type { Schema } from '@/api/types'

export type Parcel = Schema<'ParcelView'>

export const states = ['ready', 'waiting', 'shipped', 'received', 'fetched', 'withdrawn'] as const

export function useFresh() {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: ['parcels'] })
}
