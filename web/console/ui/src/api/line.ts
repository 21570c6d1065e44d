// The line to the server: whether it answers, whether it is slow, and whether the session is still good. Components read
// it with useLine; client.ts writes it.
import { useSyncExternalStore } from 'react'

export interface Line { offline: boolean; slow: boolean; signInAgain: boolean }

let line: Line = { offline: false, slow: false, signInAgain: false }
const heard = new Set<() => void>()

export function setLine(change: Partial<Line>) {
  const next = { ...line, ...change }
  if (next.offline === line.offline && next.slow === line.slow && next.signInAgain === line.signInAgain) return
  line = next
  heard.forEach((f) => f())
}

export function useLine(): Line {
  return useSyncExternalStore((f) => { heard.add(f); return () => heard.delete(f) }, () => line)
}

let waiting: { resolve: () => void; reject: () => void }[] = []

// signedInAgain resolves when the dialog has signed the user in, and rejects when they gave up.
export function signedInAgain(): Promise<void> {
  setLine({ signInAgain: true })
  return new Promise((resolve, reject) => waiting.push({ resolve, reject: () => reject(new Error('signed out')) }))
}

// endSignIn closes the dialog and lets the waiting requests go on or fail.
export function endSignIn(done: boolean) {
  const all = waiting
  waiting = []
  setLine({ signInAgain: false })
  all.forEach((w) => (done ? w.resolve() : w.reject()))
}
