import { EyeOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { asProblem } from '@/api/problem'
import { useMay } from '@/api/session'
import { useWords } from '@/words'
import { words } from './words'

// Masked shows a masked account and, to who may, a button that reveals it. Revealing is recorded by the server, so the
// full text is asked for at the press and kept only while this is on the screen.
export function Masked({ masked, reveal }: { masked: string; reveal: () => Promise<string | undefined> }) {
  const t = useWords(words)
  const may = useMay()
  const { message } = App.useApp()
  const [full, setFull] = useState<string>()
  const [busy, setBusy] = useState(false)
  const show = async () => {
    setBusy(true)
    try {
      setFull(await reveal())
      void message.info(t.revealed)
    } catch (error) {
      void message.error(asProblem(error).say())
    } finally {
      setBusy(false)
    }
  }
  return (
    <span className="num">
      {full ?? masked}
      {!full && may('phone.reveal') && <Button type="text" size="small" icon={<EyeOutlined />} aria-label={t.reveal} loading={busy} onClick={() => void show()} />}
    </span>
  )
}
