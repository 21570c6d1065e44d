// typing tells whether a key is meant for a field.
export const typing = (e: KeyboardEvent): boolean => e.target instanceof HTMLElement && (e.target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(e.target.tagName))

const waiting: (() => void)[] = [] // what can be taken back now, the latest at the end

function heard(e: KeyboardEvent) {
  const last = waiting.at(-1)
  if (!last || !(e.ctrlKey || e.metaKey) || e.shiftKey || e.key.toLowerCase() !== 'z' || typing(e)) return
  e.preventDefault()
  last()
}

// onUndoKey has Ctrl/Cmd-Z take something back, for who cannot reach the button of a toast in its ten seconds. It gives what
// ends that.
export function onUndoKey(back: () => void): () => void {
  if (waiting.push(back) === 1) addEventListener('keydown', heard)
  return () => {
    const i = waiting.indexOf(back)
    if (i >= 0) waiting.splice(i, 1)
    if (waiting.length === 0) removeEventListener('keydown', heard)
  }
}
