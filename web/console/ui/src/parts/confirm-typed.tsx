import { App, Input, Modal } from 'antd'
import { useState } from 'react'
import { asProblem } from '@/api/problem'
import { useWords } from '@/words'
import type { Typed } from './confirm'
import { words } from './words'

// The window of ConfirmTyped (confirm.tsx).
export default function TypedWindow({ open, title, what, typed, act, onDone, onClose }: Typed) {
  const t = useWords(words)
  const { message } = App.useApp()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    try {
      await onDone()
      onClose()
    } catch (error) {
      void message.error(asProblem(error).say())
    } finally {
      setBusy(false)
      setText('')
    }
  }
  return (
    <Modal open={open} title={title} onCancel={onClose} okText={act} cancelText={t.cancel} confirmLoading={busy}
      okButtonProps={{ danger: true, disabled: text.trim() !== typed }} onOk={() => void run()} destroyOnHidden>
      <div className="stack tight">
        <div>{what}</div>
        <label htmlFor="confirm-typed">{t.confirmTyped(typed)}</label>
        <Input id="confirm-typed" value={text} autoFocus onChange={(e) => setText(e.target.value)} />
      </div>
    </Modal>
  )
}
