import { StopOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import type { Import } from '@/api/types'
import { useAct } from '@/parts/confirm'
import { useWords } from '@/words'
import { words } from './words'

// Stop ends an import under way. Nothing is lost by it: what was taken stays, can be taken back, and the same file goes on.
export function Stop({ i }: { i: Import }) {
  const t = useWords(words)
  const act = useAct()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const stop = async () => {
    setBusy(true)
    await act(() => ask(api.POST('/api/imports/{id}/cancel', { params: { path: { id: i.id } } })), t.stopped)
    await queries.invalidateQueries({ queryKey: ['imports'] })
    setBusy(false)
  }
  return <Button icon={<StopOutlined />} loading={busy} onClick={() => void stop()}>{t.stop}</Button>
}
