import { PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Segmented } from 'antd'
import { useWords } from '@/words'
import { ClauseRow } from './clause'
import type { Attribute } from './data'
import { change, newClause, newGroup, type Group, type Node } from './rule'
import { words } from './words'

const deepest = 4

// Builder edits a rule as groups of conditions: all of a group or any of it, each part turned round if wanted.
export function Builder({ tree, attributes, onChange }: { tree: Group; attributes: Attribute[]; onChange: (tree: Group) => void }) {
  const put = (id: string, n: Node | null) => onChange(change(tree, id, () => n))
  return <GroupBox group={tree} attributes={attributes} depth={0} put={put} />
}

interface Props { group: Group; attributes: Attribute[]; depth: number; put: (id: string, n: Node | null) => void }

function GroupBox({ group, attributes, depth, put }: Props) {
  const t = useWords(words)
  const add = (n: Node) => put(group.id, { ...group, parts: [...group.parts, n] })
  return (
    <fieldset style={{ border: 0, margin: 0, padding: depth ? '8px 12px' : 0, minWidth: 0, borderInlineStart: depth ? '3px solid var(--line)' : undefined, background: depth % 2 ? 'var(--raised)' : undefined, borderRadius: depth ? 8 : undefined }}>
      <legend className="sr">{group.mode === 'all' ? t.all : t.any}</legend>
      <div className="row" style={{ marginBottom: 4 }}>
        <Segmented<Group['mode']> value={group.mode} onChange={(mode) => put(group.id, { ...group, mode })} options={[{ value: 'all', label: t.all }, { value: 'any', label: t.any }]} size="small" />
        {depth > 0 && <Checkbox checked={group.not} onChange={(e) => put(group.id, { ...group, not: e.target.checked })}>{t.negateGroup}</Checkbox>}
        <span className="grow" />
        {depth > 0 && <Button type="text" size="small" onClick={() => put(group.id, null)}>{t.dropGroup}</Button>}
      </div>
      {group.parts.map((p, i) => (
        <div key={p.id}>
          {i > 0 && <span className="soft small">{group.mode === 'all' ? t.and : t.or}</span>}
          {p.kind === 'group' ? <GroupBox group={p} attributes={attributes} depth={depth + 1} put={put} />
            : <ClauseRow clause={p} attributes={attributes} onChange={(c) => put(p.id, c)} only={depth === 0 && group.parts.length === 1} />}
        </div>
      ))}
      <div className="row" style={{ marginTop: 4 }}>
        <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => add(newClause())}>{t.addClause}</Button>
        {depth < deepest && <Button size="small" type="text" icon={<PlusOutlined />} onClick={() => add(newGroup(group.mode === 'all' ? 'any' : 'all'))}>{t.addGroup}</Button>}
      </div>
    </fieldset>
  )
}
