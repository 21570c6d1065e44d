import { CopyOutlined } from '@ant-design/icons'
import { Alert, App, Button, Modal } from 'antd'
import type { ReactNode } from 'react'
import { moment } from '@/format'
import { useWords } from '@/words'
import { words } from './words'

// Once is a secret that the server shows this once: a link, a token, the secret of a source.
export interface Once { title: string; secret: string; why?: ReactNode; expires?: number; more?: ReactNode }

// linkOf is the whole address of a one-time link of the API.
export const linkOf = (path: string) => `${location.origin}${path}`

// ShowOnce shows it until it is closed. A press beside it does not close it.
export function ShowOnce({ once, onClose }: { once: Once | null; onClose: () => void }) {
  const t = useWords(words)
  const { message } = App.useApp()
  const copy = async () => {
    if (!once) return
    try {
      await navigator.clipboard.writeText(once.secret)
      void message.success(t.copied)
    } catch { // no right to the clipboard: the text stays chosen for copying by hand
      const text = document.getElementById('shown-once')
      if (text) getSelection()?.selectAllChildren(text)
    }
  }
  return (
    <Modal open={once !== null} title={once?.title} onCancel={onClose} mask={{ closable: false }} destroyOnHidden
      footer={[<Button key="close" onClick={onClose}>{t.close}</Button>, <Button key="copy" type="primary" icon={<CopyOutlined />} onClick={() => void copy()}>{t.copy}</Button>]}>
      {once && (
        <div className="stack tight">
          {once.why && <p>{once.why}</p>}
          <code className="secret" id="shown-once">{once.secret}</code>
          {once.expires ? <p className="soft small">{t.expires(moment(once.expires))}</p> : null}
          {once.more}
          <Alert type="warning" showIcon title={t.once} />
        </div>
      )}
    </Modal>
  )
}
