import { App, Button } from 'antd'
import { lazy, Suspense, useRef, type ReactNode } from 'react'
import { asProblem } from '@/api/problem'
import { useWords } from '@/words'
import { onUndoKey } from './keys'
import { words } from './words'

export interface Typed { open: boolean; title: string; what: ReactNode; typed: string; act: string; onDone: () => Promise<unknown>; onClose: () => void }
const TypedWindow = lazy(() => import('./confirm-typed'))

// ConfirmTyped stands before what cannot be taken back: the user types the word, a press is not enough. What can be
// undone has no question, but an undo toast.
export function ConfirmTyped(p: Typed) {
  const used = useRef(false)
  used.current ||= p.open
  return used.current && <Suspense><TypedWindow {...p} /></Suspense>
}

// useUndoToast tells that something was done and offers for 10 s to take it back, by a press or by Ctrl/Cmd-Z.
export function useUndoToast(): (done: string, undo: () => Promise<unknown>) => void {
  const { notification, message } = App.useApp()
  const t = useWords(words)
  return (done, undo) => {
    const key = `undo-${Date.now()}`
    const back = async () => {
      forget()
      notification.destroy(key)
      try {
        await undo()
        void message.success(t.undone)
      } catch (error) {
        void message.error(asProblem(error).say())
      }
    }
    const forget = onUndoKey(() => void back())
    notification.success({ key, onClose: forget, title: done, duration: 10, placement: 'bottom', showProgress: true, pauseOnHover: true, actions: <Button size="small" onClick={() => void back()}>{t.undo}</Button> })
  }
}

// useAct runs a write and tells how it ended; it gives back whether it went well.
export function useAct(): (work: () => Promise<unknown>, done?: string) => Promise<boolean> {
  const { message } = App.useApp()
  return async (work, done) => {
    try {
      await work()
      if (done) void message.success(done)
      return true
    } catch (error) {
      void message.error(asProblem(error).say())
      return false
    }
  }
}
