import { decimal } from '@/format'

export { count } from '@/format'

// bytes writes the size of a file.
export function bytes(n: number): string {
  if (n < 1024) return `${n} B`
  if (n < 1024 ** 2) return `${decimal(n / 1024, 1)} KB`
  return n < 1024 ** 3 ? `${decimal(n / 1024 ** 2, 1)} MB` : `${decimal(n / 1024 ** 3, 1)} GB`
}
