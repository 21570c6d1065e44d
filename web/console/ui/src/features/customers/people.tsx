// Naming people by id, and picking one.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useEffect, useState } from 'react'
import { api, ask } from '@/api/client'
import type { Listed } from '@/api/types'
import { PersonLink } from '@/parts/link'
import { useCalled } from '@/parts/person'
import { useWords } from '@/words'
import { words } from './words'

const most = 400 // of one request

// usePeopleNames gives what people are called; undefined for who is out of the user's sight, '' for who has no name.
export function usePeopleNames(ids: readonly string[]): (id: string) => string | undefined {
  const wanted = [...new Set(ids.filter(Boolean))].sort()
  const q = useQuery({
    queryKey: ['customers', 'names', wanted],
    enabled: wanted.length > 0,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const parts = Array.from({ length: Math.ceil(wanted.length / most) }, (_, i) => wanted.slice(i * most, (i + 1) * most))
      const pages = await Promise.all(parts.map((customer_id) => ask(api.GET('/api/names', { params: { query: { customer_id } } }))))
      return new Map(pages.flatMap((p) => p.items.map((x) => [x.id, x.name] as const)))
    },
  })
  return (id) => q.data?.get(id)
}

// NamedPerson leads to a person whose id stands in a list; somebody out of sight is said to be.
export function NamedPerson({ id, nameOf }: { id: string; nameOf: (id: string) => string | undefined }) {
  if (!id) return <>—</>
  return <PersonLink id={id} name={nameOf(id)} />
}

// PersonPick finds one person by name, initials, phone or account.
export function PersonPick({ value, onChange, label, without }: { value: string; onChange: (id: string, row?: Listed) => void; label: string; without?: string }) {
  const t = useWords(words)
  const called = useCalled()
  const [typed, setTyped] = useState('')
  const [q, setQ] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), 250)
    return () => clearTimeout(timer)
  }, [typed])
  const found = useQuery({
    queryKey: ['customers', 'pick', q],
    enabled: q !== '',
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => ask(api.GET('/api/customers', { params: { query: { q, limit: 10 } }, signal })),
  })
  const rows = ((q ? found.data?.items : []) as Listed[] | undefined ?? []).filter((p) => p.id !== without)
  const nameOf = usePeopleNames(value ? [value] : [])
  const options = rows.map((p) => ({ value: p.id, label: [called(p.id, p.name), p.phone].filter(Boolean).join(' · ') }))
  if (value && !options.some((o) => o.value === value)) options.unshift({ value, label: called(value, nameOf(value)) })
  return (
    <Select value={value || undefined} placeholder={label} aria-label={label} options={options} allowClear style={{ width: '100%' }} loading={found.isFetching}
      showSearch={{ filterOption: false, onSearch: setTyped }} notFoundContent={q ? t.pickNone : t.pickHint}
      onChange={(id: string | undefined) => onChange(id ?? '', rows.find((p) => p.id === id))} />
  )
}
