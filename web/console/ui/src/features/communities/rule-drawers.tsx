import { Drawer } from 'antd'
import type { Schema } from '@/api/types'
import { useWords } from '@/words'
import { BriefForm } from './brief-form'
import type { Group, GroupDetail } from './data'
import { groupWords } from './group-words'
import { PlanForm } from './plan-form'
import { briefWords, words } from './words'

// BriefDrawer writes the next version of a group's positioning.
export function BriefDrawer({ group, now, onDone, onClose }: { group: Group; now: Schema<'BriefView'> | undefined; onDone: () => void; onClose: () => void }) {
  const t = useWords(briefWords)
  return <Drawer open onClose={onClose} title={t.edit} size={560}><BriefForm id={group.id} version={group.version} now={now} act={t.saveVersion} onDone={onDone} /></Drawer>
}

// PlanDrawer changes the rules of a group.
export function PlanDrawer({ detail, onDone, onClose }: { detail: GroupDetail; onDone: () => void; onClose: () => void }) {
  const t = useWords(groupWords)
  const w = useWords(words)
  return <Drawer open onClose={onClose} title={t.editPlan} size={640}><PlanForm detail={detail} act={w.save} onDone={onDone} /></Drawer>
}
