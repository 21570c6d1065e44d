// What people are called, also those whose name nobody knows.
import { useWords } from '@/words'
import { words } from './words'

const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

// markOf gives four letters and digits by which people without a name are told apart. All of an id goes into them: of people who came one at
// a time, the ends of the ids are the same.
export function markOf(id: string): string {
  let h = 0x811c9dc5
  for (const c of id) h = Math.imul(h ^ c.charCodeAt(0), 0x01000193)
  h ^= h >>> 15
  return [15, 10, 5, 0].map((at) => digits[(h >>> at) & 31]).join('')
}

// useCalled names somebody: by the name, or as unnamed with the mark, which is the same on every page.
export function useCalled(): (id: string, name: string | null | undefined) => string {
  const t = useWords(words)
  return (id, name) => name || (id ? t.unnamed(markOf(id)) : t.unknown)
}
