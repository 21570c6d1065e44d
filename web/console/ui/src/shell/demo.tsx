import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useEffect, useRef } from 'react'
import { askPath } from '@/api/client'
import { useMay } from '@/api/session'
import { share } from '@/format'
import { useAct } from '@/parts/confirm'
import { useWords } from '@/words'
import { useAfresh } from './afresh'
import { removeDemo, type Demo } from './demo-api'
import { words } from './words'

// DemoBanner says on every page that the brand is not a real one, and removes it.
export function DemoBanner() {
  const t = useWords(words)
  const may = useMay()
  const act = useAct()
  const { modal } = App.useApp()
  const queries = useQueryClient()
  const afresh = useAfresh()
  const demo = useQuery({
    queryKey: ['demo'],
    queryFn: ({ signal }) => askPath<Demo>('/api/demo', signal),
    refetchInterval: (q) => (q.state.data && ['pouring', 'removing'].includes(q.state.data.state) ? 3000 : false),
    staleTime: 60_000,
  })
  const state = demo.data?.state ?? 'none'
  const before = useRef(state)
  useEffect(() => { // what was read while the brand came or went is no longer true
    if (before.current !== state && (before.current === 'pouring' || before.current === 'removing')) afresh()
    before.current = state
  }, [state, afresh])
  if (!demo.data || state === 'none') return null
  const percent = share(demo.data.percent / 100, 0)
  const remove = () => modal.confirm({
    title: t.demoRemove, content: t.demoRemoveWhat, okText: t.demoRemove, okButtonProps: { danger: true },
    onOk: async () => {
      await act(removeDemo, t.demoRemoved)
      await queries.invalidateQueries({ queryKey: ['demo'] })
    },
  })
  return (
    <div className="notice" role="status">
      <span>{state === 'pouring' ? t.demoPouring(percent) : state === 'removing' ? t.demoRemoving(percent) : t.demo}</span>
      {may('import.undo') && state !== 'removing' && <Button size="small" onClick={remove}>{t.demoRemove}</Button>}
    </div>
  )
}
