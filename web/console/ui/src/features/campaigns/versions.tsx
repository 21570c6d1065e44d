import { useQuery } from '@tanstack/react-query'
import { Button, Drawer, Tag } from 'antd'
import { api, ask } from '@/api/client'
import { useAct } from '@/parts/confirm'
import { Allowed, Empty, Loaded } from '@/parts/feedback'
import { useStaffNames } from '@/parts/names'
import { moment } from '@/format'
import { useWords } from '@/words'
import { useFresh, type Rules } from './data'
import { editorWords } from './editor-words'

interface Props { rules: Rules; flush: () => Promise<boolean>; onClose: () => void; onRestored: () => void }

// Versions lists the versions of the rules; an old one can be taken as the draft.
export default function Versions({ rules, flush, onClose, onRestored }: Props) {
  const t = useWords(editorWords)
  const act = useAct()
  const fresh = useFresh()
  const staff = useStaffNames()
  const { id, revision, draft, state } = rules.campaign
  const versions = useQuery({ queryKey: ['campaigns', 'revisions', id], queryFn: ({ signal }) => ask(api.GET('/api/campaigns/{id}/revisions', { params: { path: { id } }, signal })) })
  const restore = async (number: number) => {
    if (!(await flush())) return
    const now = await ask(api.GET('/api/campaigns/{id}', { params: { path: { id } } }))
    if (!(await act(() => ask(api.POST('/api/campaigns/{id}/restore', { params: { path: { id } }, body: { number, edits: now.edits } })), t.restored))) return
    await fresh()
    onRestored()
  }
  return (
    <Drawer open onClose={onClose} title={t.versions} size={420}>
      <p className="soft small" style={{ marginBottom: 12 }}>{t.versionsWhy}</p>
      <Loaded query={versions}>
        {({ items }) => (items.length === 0 ? <Empty title={t.noVersions} /> : (
          <ul className="plain">
            {items.toReversed().map((v) => (
              <li key={v.number} className="row" style={{ padding: '8px 0', borderBottom: '1px solid var(--line)' }}>
                <div className="grow">
                  <strong>{t.versionOf(v.number)}</strong> {v.number === revision && <Tag color="success">{t.inForce}</Tag>}{v.number === draft && <Tag>{t.draft}</Tag>}
                  <p className="soft small">{v.published_at ? t.publishedAt(moment(v.published_at)) : moment(v.created_at)} · {staff.nameOf(v.staff_id)}</p>
                </div>
                {v.number !== draft && state !== 'ended' && <Allowed to="campaign.edit" quiet><Button onClick={() => void restore(v.number)} aria-label={`${t.restore}: ${t.versionOf(v.number)}`}>{t.restore}</Button></Allowed>}
              </li>
            ))}
          </ul>
        ))}
      </Loaded>
    </Drawer>
  )
}
