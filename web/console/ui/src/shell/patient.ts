import { setLine } from '@/api/line'

const pause = 1500

// patient loads the module of a page, and without a line waits until there is one: the page that is open stays with all that
// was typed into it. What the server answers for but does not have is an error: a newer console was put in place.
export function patient<T>(load: () => Promise<T>): () => Promise<T> {
  return async () => {
    for (;;) {
      try {
        return await load()
      } catch (error) {
        if (await reached()) throw error
        setLine({ offline: true })
        await new Promise((go) => setTimeout(go, pause))
      }
    }
  }
}

async function reached(): Promise<boolean> {
  try {
    await fetch('/console/', { method: 'HEAD', cache: 'no-store' })
    return true
  } catch {
    return false
  }
}
