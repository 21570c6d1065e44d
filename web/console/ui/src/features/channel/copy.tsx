import { CopyOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useId } from 'react'
import { useWords } from '@/words'
import { wecomWords } from './wecom-words'

// CopyText shows a text that is entered elsewhere, with a button that copies it, also in a form that may not be changed.
export function CopyText({ text, label }: { text: string; label: string }) {
  const t = useWords(wecomWords)
  const { message } = App.useApp()
  const id = useId()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      void message.success(t.copied)
    } catch { // no right to the clipboard: the text stays chosen for copying by hand
      const shown = document.getElementById(id)
      if (shown) getSelection()?.selectAllChildren(shown)
    }
  }
  return (
    <div className="row" style={{ flexWrap: 'nowrap' }}>
      <code className="secret grow" id={id}>{text}</code>
      <Button disabled={false} icon={<CopyOutlined />} aria-label={`${t.copy} ${label}`} onClick={() => void copy()}>{t.copy}</Button>
    </div>
  )
}
