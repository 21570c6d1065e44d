import { DownloadOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { api, ask } from '@/api/client'
import { useMay } from '@/api/session'
import { date, total } from '@/format'
import { useAct } from '@/parts/confirm'
import { save } from '@/parts/download'
import { Allowed } from '@/parts/feedback'
import { useWords } from '@/words'
import type { Filter } from './list-query'
import { words } from './words'

interface Size { total?: number; more?: boolean }

// ExportButton saves exactly the people of a filter, as many lines as the list has. Plain phones take the permission to
// reveal; either way the server records who took the file.
export function ExportButton({ filter, size, name }: { filter: Filter; size: Size | undefined; name?: string }) {
  const t = useWords(words)
  const may = useMay()
  const act = useAct()
  const [busy, setBusy] = useState(false)
  const take = async (phones: 'masked' | 'plain') => {
    setBusy(true)
    await act(async () => {
      const file = await ask(api.GET('/api/customers.csv', { params: { query: { ...filter, phones } }, parseAs: 'blob' }))
      save(`${name ?? t.title}-${date(Date.now())}.csv`, file as unknown as Blob)
    }, t.exported)
    setBusy(false)
  }
  const n = size?.total === undefined ? '' : total(size.total, size.more ?? false)
  const items = [{ key: 'masked', label: t.exportMasked }, ...(may('phone.reveal') ? [{ key: 'plain', label: t.exportPlain }] : [])]
  return (
    <Allowed to="customer.export" quiet>
      <Dropdown trigger={['click']} disabled={busy || size?.total === 0} menu={{ items, onClick: ({ key }) => void take(key === 'plain' ? 'plain' : 'masked') }}>
        <Button icon={<DownloadOutlined />} loading={busy}>{t.exportN(n)}</Button>
      </Dropdown>
    </Allowed>
  )
}
