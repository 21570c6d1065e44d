import { CopyOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useId } from 'react'
import { useWords } from '@/words'
import { wecomWords } from './wecom-words'

// CopyText shows a text that is entered elsewhere, with a button that copies it, also in a form that may not be changed. `short` shows it on
// one line, as much of it as there is room for.
export function CopyText({ text, label, short }: { text: string; label: string; short?: boolean }) {
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
      <code className="secret grow" id={id} title={short ? text : undefined} style={short ? { maxWidth: 96, padding: '4px 8px', overflow: 'hidden', whiteSpace: 'nowrap', textOverflow: 'ellipsis' } : { minWidth: 0, textAlign: 'start' }}>{text}</code>
      <Button disabled={false} icon={<CopyOutlined />} aria-label={`${t.copy} ${label}`} onClick={() => void copy()}>{t.copy}</Button>
    </div>
  )
}
