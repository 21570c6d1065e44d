import { useQuery, useQueryClient } from '@tanstack/react-query'
import { setPlace } from '@/format'
import { api, ask, setEstablished } from './client'
import type { Permission, Who } from './types'

const sessionKey = ['session'] as const

// useSession asks who is signed in. A 401 is the error of the query.
export function useSession() {
  return useQuery({
    queryKey: sessionKey,
    queryFn: async () => {
      const who = await ask(api.GET('/api/session'))
      setEstablished(true)
      return who
    },
    staleTime: 300_000,
    retry: (failed, error) => failed < 2 && 'status' in error && error.status === 0,
  })
}

// useWho is who is signed in; only below the shell.
export function useWho(): Who {
  const { data } = useSession()
  if (!data) throw new Error('nobody is signed in')
  return data
}

// useMay tells whether the user may do something.
export function useMay(): (p: Permission) => boolean {
  const { data } = useSession()
  return (p) => data?.permissions.includes(p) ?? false
}

// useTakeSession puts an answer of signing in where useSession finds it.
export function useTakeSession() {
  const queries = useQueryClient()
  return (who: Who) => {
    setEstablished(true)
    queries.setQueryData(sessionKey, who)
  }
}

// useLeave signs out and forgets everything that was read.
export function useLeave() {
  const queries = useQueryClient()
  return async () => {
    setEstablished(false)
    try {
      await ask(api.DELETE('/api/session'))
    } finally {
      queries.clear()
      location.assign('/console/login')
    }
  }
}

export interface Organisation { brand: string; currency: string; zone: string }

// useOrg gives name, currency and zone of the organisation, and tells the formats.
export function useOrg() {
  return useQuery({
    queryKey: ['settings'],
    queryFn: async () => {
      const all = await ask(api.GET('/api/settings'))
      const text = (name: string, other: string) => (typeof all[name] === 'string' ? all[name] : other)
      const org: Organisation = { brand: text('brand', ''), currency: text('currency', 'CNY'), zone: text('zone', 'Asia/Shanghai') }
      setPlace(org.zone, org.currency)
      return org
    },
    staleTime: 300_000,
  })
}
