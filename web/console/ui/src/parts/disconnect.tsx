import { App, Button } from 'antd'
import { useAct } from './confirm'

interface Props {
  words: { disconnect: string; disconnectTitle: string; disconnectWhat: string; disconnected: string }
  run: () => Promise<unknown>
  after: () => Promise<unknown>
}

// Disconnect asks, and then forgets an account outside.
export function Disconnect({ words: t, run, after }: Props) {
  const act = useAct()
  const { modal } = App.useApp()
  const question = () => modal.confirm({
    title: t.disconnectTitle, content: t.disconnectWhat, okText: t.disconnect, okButtonProps: { danger: true },
    onOk: async () => { if (await act(run, t.disconnected)) await after() },
  })
  return <div style={{ marginTop: 16 }}><Button danger onClick={question}>{t.disconnect}</Button></div>
}
