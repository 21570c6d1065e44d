// The open tasks, and what can be done with one.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import dayjs from 'dayjs'
import { useCallback, useEffect, useRef, useState } from 'react'
import { api, ask } from '@/api/client'
import { asProblem, Problem } from '@/api/problem'
import type { Schema } from '@/api/types'
import { zone } from '@/format'
import { useUndoToast } from '@/parts/confirm'
import { words } from './words'

export type Task = Schema<'TaskView'>
export const kinds = ['contact', 'answer', 'invite', 'remove', 'review', 'harvest', 'rename', 'rescue', 'match', 'winback', 'confirm', 'mend', 'post', 'postmortem'] as const
export type Kind = (typeof kinds)[number]
export type When = 'overdue' | 'today' | 'later'

export const isKind = (k: string): k is Kind => kinds.some((x) => x === k)

// most is how many tasks the page reads; somebody with more narrows the filter.
export const most = 1000

// useTasks reads the open tasks of a filter, the most urgent first, page by page. With mine and unowned they are the
// caller's own and those that nobody has taken.
export function useTasks(filter: { kind?: Kind; staff_id?: string; mine?: boolean; unowned?: boolean }) {
  return useQuery({
    queryKey: ['tasks', filter], refetchInterval: 60_000,
    queryFn: async ({ signal }) => {
      const items: Task[] = []
      for (let after: string | undefined; ;) {
        const page = await ask(api.GET('/api/tasks', { params: { query: { ...filter, order: 'due', limit: 200, after } }, signal }))
        items.push(...page.items)
        if (!page.next || items.length >= most) return { items, more: page.next !== '' }
        after = page.next
      }
    },
  })
}

// useQuestions gives the text of the questions that wait, by id.
export function useQuestions(wanted: boolean) {
  const q = useQuery({ queryKey: ['questions'], enabled: wanted, queryFn: async () => (await ask(api.GET('/api/questions', { params: { query: { limit: 200 } } }))).items })
  return new Map(q.data?.map((m) => [m.id, m.text]))
}

// whenOf puts a task into its group by the day of the organisation.
export function whenOf(t: Task, now: number): When {
  if (t.due_at < now) return 'overdue'
  return t.due_at < dayjs(now).tz(zone()).endOf('day').valueOf() ? 'today' : 'later'
}

// The times a task can be put off to.
export function laters(now: number): { word: 'hour' | 'evening' | 'tomorrow' | 'monday'; at: number }[] {
  const day = dayjs(now).tz(zone()).startOf('day')
  const evening = day.hour(18).valueOf()
  return [
    { word: 'hour', at: now + 3_600_000 }, ...(evening > now + 3_600_000 ? [{ word: 'evening' as const, at: evening }] : []),
    { word: 'tomorrow', at: day.add(1, 'day').hour(9).valueOf() }, { word: 'monday', at: day.add(((8 - day.day()) % 7) || 7, 'day').hour(9).valueOf() },
  ]
}

const undoMs = 10_500 // a little longer than the toast stands

interface Waiting { timer: number; send: () => Promise<unknown> }

// useFinish ends tasks so that it can be undone: the server cannot reopen a task, so a task is hidden at once and the end
// is sent when the time to undo is over, or when the page is left.
export function useFinish(onFault: (text: string) => void) {
  const queries = useQueryClient()
  const toast = useUndoToast()
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const waiting = useRef(new Map<string, Waiting>())
  const show = useCallback((id: string) => setHidden((all) => new Set([...all].filter((x) => x !== id))), [])
  const commit = useCallback(async (id: string) => {
    const w = waiting.current.get(id)
    if (!w) return
    waiting.current.delete(id)
    clearTimeout(w.timer)
    try {
      await w.send()
      await queries.invalidateQueries({ queryKey: ['tasks'] })
    } catch (error) {
      show(id)
      onFault(asProblem(error).say())
    }
  }, [queries, show, onFault])
  useEffect(() => {
    const all = waiting.current
    const flush = () => { for (const id of [...all.keys()]) void commit(id) }
    window.addEventListener('pagehide', flush)
    return () => { window.removeEventListener('pagehide', flush); flush() }
  }, [commit])
  const finish = (t: Task, state: 'done' | 'dropped', said: string) => {
    setHidden((all) => new Set([...all, t.id]))
    waiting.current.set(t.id, { timer: window.setTimeout(() => void commit(t.id), undoMs), send: () => ask(api.POST('/api/tasks/{id}/close', { params: { path: { id: t.id } }, body: { state } })) })
    toast(said, async () => {
      const w = waiting.current.get(t.id)
      if (!w) throw new Problem(409, 'task.closed', { zh: words.zh.tooLate, en: words.en.tooLate })
      clearTimeout(w.timer)
      waiting.current.delete(t.id)
      show(t.id)
      await Promise.resolve()
    })
  }
  return { hidden, finish }
}
